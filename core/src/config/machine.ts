/** What is known of files on the target: permission bits as in 0o750, owner as user id. */
export interface FileFacts {
  readonly type: 'file' | 'folder' | 'link' | 'other';
  readonly owner: number;
  readonly mode: number;
}

/**
 * The target's file system as far as it was looked at: 'missing' is certain, undefined is not known, and what is not
 * known is never refused.
 */
export interface Machine {
  fileAt(path: string): FileFacts | 'missing' | undefined;
}

const devices = /^\/dev\/(null|zero|full|random|urandom|tty|console)$/;
const tables = /^\/etc\/(passwd|group)$/;

/** What holds on every Linux: enough to say that no log is written to /dev/null and that /etc/passwd is no program. */
export const anyMachine: Machine = {
  fileAt: (path) => {
    if (devices.test(path)) return { type: 'other', owner: 0, mode: 0o666 };
    if (tables.test(path)) return { type: 'file', owner: 0, mode: 0o644 };
    return undefined;
  },
};

/** The folder part of a path as dirname(3) gives it: '/' for '/a', '.' for 'a'. */
export function folderOf(path: string): string {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return '/';
  const slash = bare.lastIndexOf('/');
  if (slash === -1) return '.';
  return bare.slice(0, slash).replace(/\/+$/, '') || '/';
}
