import { accessSync, constants, existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';

export type Availability =
  { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly packages: readonly string[] };

/** What a lab runs, and Debian's package that has it. */
const needed: readonly (readonly [program: string, debianPackage: string])[] = [
  ['/usr/sbin/sshd', 'openssh-server'],
  ['ssh-keygen', 'openssh-client'],
  ['auditd', 'auditd'],
  ['auditctl', 'auditd'],
  ['augenrules', 'auditd'],
  ['audisp-remote', 'audispd-plugins'],
  ['sudo', 'sudo'],
  ['ip', 'iproute2'],
  ['gcc', 'gcc'],
  ['gawk', 'gawk'],
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['setpriv', 'util-linux'],
];
const headers: readonly (readonly [file: string, debianPackage: string])[] = [
  ['/usr/include/stdio.h', 'libc6-dev'],
  ['/usr/include/linux/audit.h', 'linux-libc-dev'],
];

/** Can this machine hold a lab? If not, why not, in a sentence for a person, and which packages would help. */
export function labAvailable(): Availability {
  if (process.platform !== 'linux') return no('the lab needs Linux');
  if (process.getuid?.() !== 0) return no('the lab needs root, for network namespaces and mounts');
  const missing = [
    ...needed.filter(([program]) => !isThere(program)),
    ...headers.filter(([file]) => !existsSync(file)),
  ];
  const packages = new Set(missing.map(([, debianPackage]) => debianPackage));
  if (packages.size > 0) {
    return { ok: false, reason: `the lab needs these packages: ${[...packages].join(' ')}`, packages: [...packages] };
  }
  const tried = spawnSync('unshare', ['-m', '-u', '-n', '-p', '--fork', '--mount-proc', 'true'], { encoding: 'utf8' });
  if (tried.status !== 0) return no(`the lab needs namespaces, which this machine refuses: ${tried.stderr.trim()}`);
  return { ok: true };
}

function no(reason: string): Availability {
  return { ok: false, reason, packages: [] };
}

/** sbin may not be on the PATH of a shell that became root by `su`. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

function isThere(program: string): boolean {
  const places = program.startsWith('/') ? [program] : folders.map((folder) => `${folder}/${program}`);
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
