import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Has a running auditd this file open? 'unknown': one runs, and its files cannot be seen by us. */
export type OpenByAuditd = 'yes' | 'no' | 'unknown';

/**
 * Looks at what the processes named auditd have open. Files are told apart by device and inode: auditd may know the file
 * by another path, as in a container.
 */
export async function openByAuditd(path: string, processes = '/proc'): Promise<OpenByAuditd> {
  const file = await stat(path).catch(() => undefined);
  const pids = (await readdir(processes).catch(() => [])).filter((name) => /^\d+$/.test(name));
  let answer: OpenByAuditd = 'no';
  for (const pid of pids) {
    const name = await readFile(join(processes, pid, 'comm'), 'utf8').catch(() => '');
    if (name.trim() !== 'auditd') continue;
    const descriptors = await readdir(join(processes, pid, 'fd')).catch(() => undefined);
    if (descriptors === undefined || file === undefined) {
      answer = 'unknown';
      continue;
    }
    for (const descriptor of descriptors) {
      const open = await stat(join(processes, pid, 'fd', descriptor)).catch(() => undefined);
      if (open?.ino === file.ino && open.dev === file.dev) return 'yes';
    }
  }
  return answer;
}
