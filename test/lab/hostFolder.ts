import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeAuditConfiguration, type Configuration, type Role } from './auditd';
import type { Tools } from './build';
import type { PersonKeys } from './clientFiles';
import { makeKernelFolder } from './kernel/kernel';
import { mustRun } from './processes';
import { makeHostKey } from './sshd';
import { addUsers } from './users';

export interface HostToBe {
  readonly name: string;
  readonly role: Role;
  /** Of all hosts of the lab, for /etc/hosts. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly keys: PersonKeys;
  readonly tools: Tools;
  readonly withKernel: boolean;
  readonly localEvents: 'yes' | 'no';
  readonly configuration: Configuration;
}

/** The host's /etc and all that it writes to; machine/boot.sh puts them in their places. */
export async function makeHostFolder(folder: string, host: HostToBe): Promise<void> {
  const { name, role, addresses, keys, tools, withKernel, localEvents, configuration } = host;
  await mkdir(folder, { recursive: true });
  const modes = { root: '700', home: '755', log: '755', 'log/audit': '750', spool: '755', 'spool/audit': '700' };
  const more = { sudo: '700', tmp: '1777', tools: '755', dev: '755' };
  for (const [place, mode] of Object.entries({ ...modes, ...more })) {
    await mustRun('install', ['-d', '-m', mode, path.join(folder, place)]);
  }
  const etc = path.join(folder, 'etc');
  await copyEtc(etc);
  await writeFile(`${etc}/hostname`, `${name}\n`);
  const others = [...addresses].map(([other, address]) => `${address} ${other}\n`);
  await writeFile(`${etc}/hosts`, `127.0.0.1 localhost\n${others.join('')}`);
  await Promise.all([
    writeAuditConfiguration(folder, role, localEvents, configuration),
    addUsers(folder, keys.publicKeys),
    makeHostKey(folder),
    copyFile(tools.init, path.join(folder, 'tools/init')),
    copyFile(tools.record, path.join(folder, 'tools/record')),
    copyFile(tools.listen, path.join(folder, 'tools/listen.so')),
    copyFile(path.join(import.meta.dirname, 'machine/boot.sh'), path.join(folder, 'tools/boot.sh')),
    ...(withKernel ? [makeKernelFolder(path.join(folder, 'kernel'), tools.shim)] : []),
  ]);
}

/**
 * The machine's /etc without what no host here looks at: a thousand small files, made and removed in a hurry, are what
 * ext4 is slowest at. Of the alternatives, which are most of them, only those of the shell's common tools.
 */
async function copyEtc(etc: string): Promise<void> {
  const left = /^(alternatives|apt|dpkg|fonts|java.*|maven|postgresql.*|rc.\.d|ssl|sv|systemd|X11|xdg|xml)$/;
  const wanted = (await readdir('/etc')).filter((name) => !left.test(name)).map((name) => `/etc/${name}`);
  const tools = (await readdir('/etc/alternatives')).filter((name) =>
    /^(n?awk|editor|ip6?tables.*|pager|which)$/.test(name),
  );
  await mkdir(`${etc}/alternatives`, { recursive: true });
  await mustRun('cp', ['-a', ...wanted, etc]);
  await mustRun('cp', ['-a', ...tools.map((name) => `/etc/alternatives/${name}`), `${etc}/alternatives`]);
  // A link out of /etc: who writes to it in a host would write to the machine's.
  await mustRun('cp', ['--remove-destination', '-L', '/etc/os-release', `${etc}/os-release`]);
  // The machine's own host keys are none of a host's business.
  await mustRun('sh', ['-c', 'rm -rf "$1"/ssh/ssh_host_* "$1"/ssh/authorized_keys', 'sh', etc]);
}
