import type { Lifetime } from './releases';

/** A word that a field takes as value, and the number it stands for. */
export interface ValueWord extends Lifetime {
  readonly name: string;
  readonly number: number;
  readonly meaning: string;
}

/** Values of `filetype` (lib/ftypetab.h): the file type bits of a mode. */
export const fileTypes: readonly ValueWord[] = [
  { name: 'file', number: 0o100000, meaning: 'A regular file.' },
  { name: 'dir', number: 0o040000, meaning: 'A directory.' },
  { name: 'socket', number: 0o140000, meaning: 'A local socket in the file system.' },
  { name: 'link', number: 0o120000, meaning: 'A symbolic link.' },
  { name: 'character', number: 0o020000, meaning: 'A character device.' },
  { name: 'block', number: 0o060000, meaning: 'A block device.' },
  { name: 'fifo', number: 0o010000, meaning: 'A named pipe.' },
];

/** Values of `fstype` (lib/fstypetab.h): magic numbers of file systems. */
export const fileSystemTypes: readonly ValueWord[] = [
  { name: 'tracefs', number: 0x74726163, meaning: 'The tracing file system of the kernel.' },
  { name: 'debugfs', number: 0x64626720, meaning: 'The debugging file system of the kernel.' },
  { name: 'cgroup', number: 0x27e0eb, since: '4.2', meaning: 'Control groups, version 1.' },
  { name: 'cgroup2', number: 0x63677270, since: '4.2', meaning: 'Control groups, version 2.' },
];

/** Letters of `-p` and `perm`, with their bits (linux/audit.h, AUDIT_PERM_*). */
export const permissions: readonly ValueWord[] = [
  { name: 'r', number: 4, meaning: 'Reading the file.' },
  { name: 'w', number: 2, meaning: 'Writing to the file.' },
  { name: 'x', number: 1, meaning: 'Running the file.' },
  { name: 'a', number: 8, meaning: 'Changing the attributes of the file: owner, mode, labels.' },
];

/** Values of `saddr_fam` that one meets (bits/socket.h); the field takes only the number. */
export const addressFamilies: readonly ValueWord[] = [
  { name: 'local', number: 1, meaning: 'Local (Unix) sockets.' },
  { name: 'inet', number: 2, meaning: 'IPv4.' },
  { name: 'ax25', number: 3, meaning: 'AX.25 amateur radio.' },
  { name: 'ipx', number: 4, meaning: 'Novell IPX.' },
  { name: 'inet6', number: 10, meaning: 'IPv6.' },
  { name: 'netlink', number: 16, meaning: 'Netlink, between kernel and user space.' },
  { name: 'packet', number: 17, meaning: 'Raw packets of a network device.' },
  { name: 'bluetooth', number: 31, meaning: 'Bluetooth.' },
  { name: 'alg', number: 38, meaning: 'Cryptography of the kernel.' },
  { name: 'vsock', number: 40, meaning: 'Between a virtual machine and its host.' },
];

/** `saddr_fam` takes numbers below this (AF_MAX). */
export const addressFamilyEnd = 46;

/** Words that `--signal` takes; letters in any case. */
export const signals: readonly ({ readonly name: string; readonly meaning: string } & Lifetime)[] = [
  { name: 'TERM', meaning: 'Ends the daemon.' },
  { name: 'HUP', meaning: 'Makes the daemon read its configuration anew.' },
  { name: 'USR1', meaning: 'Makes the daemon begin a new log file.' },
  { name: 'USR2', meaning: 'Makes a daemon that stopped logging go on.' },
  { name: 'CONT', meaning: 'Makes the daemon write its state to a file.' },
  { name: 'stop', since: '3.1.1', meaning: 'TERM under a friendlier name.' },
  { name: 'reload', since: '3.1.1', meaning: 'HUP under a friendlier name.' },
  { name: 'rotate', since: '3.1.1', meaning: 'USR1 under a friendlier name.' },
  { name: 'resume', since: '3.1.1', meaning: 'USR2 under a friendlier name.' },
  { name: 'state', since: '3.1.1', meaning: 'CONT under a friendlier name.' },
];
