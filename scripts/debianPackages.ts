import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { chromiumPath } from '../test/kit/vscode/browser';

/** What the tests run besides Node, by Debian's package names. */
const needed = [
  // The daemons, their plugin that sends, and the way to them.
  ...['auditd', 'audispd-plugins', 'openssh-server', 'openssh-client', 'sudo'],
  // Firewalls that a set-up of central logging opens, in the lab’s own namespaces.
  ...['nftables', 'iptables', 'ufw'],
  // The lab: namespaces, and the stand-in for the kernel, which is compiled. augenrules is a gawk script.
  ...['iproute2', 'procps', 'util-linux', 'gcc', 'libc6-dev', 'linux-libc-dev', 'gawk'],
  // Hosts of other habits: other login shells, other programs, another way to root; e2fsprogs for a file that nobody may change.
  ...['fish', 'tcsh', 'zsh', 'mksh', 'busybox-static', 'opendoas', 'e2fsprogs'],
  // An editor in which the language server must work as it does in VS Code.
  'neovim',
  // What a deploy is compared with.
  'rsync',
  // The exported playbook is run (4 MB to download).
  'ansible-core',
];

/** The missing ones among what the tests need; undefined where this is no Debian. */
export function missingPackages(): readonly string[] | undefined {
  const wanted = existsSync(chromiumPath()) ? needed : [...needed, 'chromium'];
  const asked = spawnSync('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\n', ...wanted], {
    encoding: 'utf8',
  });
  if (asked.error) return undefined;
  const installed = new Set(asked.stdout.split('\n').flatMap((line) => line.split(' installed').slice(0, -1)));
  return wanted.filter((name) => !installed.has(name));
}

/** Installs packages without starting their services: the machine's own audit must not change. Throws when apt fails. */
export function installPackages(names: readonly string[]): void {
  const dontStart = forbidServiceStarts();
  try {
    // Another program may hold the package lock for a while.
    const apt = (...args: string[]) =>
      spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0;

    // The lists may be missing or old, and a list that cannot be had need not matter.
    apt('update');
    const done = apt('install', '--yes', '--no-install-recommends', ...names);
    if (!done) throw new Error(`apt-get install ${names.join(' ')} failed`);
  } finally {
    dontStart.end();
  }
}

const POLICY = '/usr/sbin/policy-rc.d';

/** Debian's maintainer scripts ask policy-rc.d; 101 says: leave services alone. One that is there is respected. */
function forbidServiceStarts(): { end(): void } {
  if (existsSync(POLICY)) return { end: () => {} };
  const end = () => {
    process.off('exit', end);
    rmSync(POLICY, { force: true });
  };
  process.on('exit', end);
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return { end };
}
