/**
 * What a system call does to files, as `perm` goes by it (Linux, include/asm-generic/audit_dir_write.h, audit_write.h,
 * audit_read.h, audit_change_attr.h): by name, since the numbers differ by machine. Not the table of auditctl
 * (permissions.generated.ts), which only says what system calls it asks for.
 */
const write =
  'rename mkdir rmdir creat link unlink symlink mknod mkdirat mknodat unlinkat renameat linkat symlinkat renameat2 ' +
  'acct swapon quotactl truncate truncate64 ftruncate ftruncate64 bind fallocate';
const read = 'readlink quotactl listxattr llistxattr flistxattr getxattr lgetxattr fgetxattr readlinkat';
const attribute =
  'chmod fchmod chown lchown fchown setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr fchownat ' +
  'fchmodat chown32 fchown32 lchown32 link linkat';

/** Calls that some kernels have in a class and older ones have not. */
const since =
  'quotactl_fd fchmodat2 setxattrat removexattrat file_setattr getxattrat listxattrat file_getattr stat lstat fstat ' +
  'newfstatat statx stat64 lstat64 fstat64 fstatat64';

const bits = new Map<string, number>();
for (const [names, bit] of [
  [write, 2],
  [read, 4],
  [attribute, 8],
] as const) {
  for (const name of names.split(' ')) bits.set(name, (bits.get(name) ?? 0) | bit);
}
const unsure = new Set(since.split(' '));

/** The permissions (linux/audit.h, AUDIT_PERM_*) of a call by name; 'depends': by the release of the kernel. */
export function permissionClass(call: string): number | 'depends' {
  return unsure.has(call) ? 'depends' : (bits.get(call) ?? 0);
}
