import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** One file, folder or link as it stands. */
export interface Entry {
  /** Relative to the folder that was looked at; '.' is the folder itself. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Octal, such as '0640'. */
  readonly mode: string;
  readonly owner: string;
  /** sha256 of a file's bytes, or where a link points. */
  readonly content: string;
  readonly links?: number;
  readonly inode?: number;
  /** Milliseconds since the epoch. */
  readonly modified?: number;
}

export interface SnapshotDetail {
  /** Also inode numbers and counts of hard links: was the file itself left alone, not only its bytes? */
  readonly inodes?: boolean;
  /** Also times of modification. */
  readonly times?: boolean;
}

/** Everything below a folder, in order of path: two snapshots are equal when not a byte, mode or name differs. */
export async function snapshotOf(folder: string, detail: SnapshotDetail = {}): Promise<Entry[]> {
  const entries: Entry[] = [];
  const look = async (name: string): Promise<void> => {
    const place = path.join(folder, name);
    const status = await lstat(place);
    const kind = status.isFile()
      ? 'file'
      : status.isDirectory()
        ? 'folder'
        : status.isSymbolicLink()
          ? 'link'
          : 'other';
    let content = '';
    if (kind === 'file')
      content = createHash('sha256')
        .update(await readFile(place))
        .digest('hex');
    if (kind === 'link') content = await readlink(place);
    entries.push({
      path: name,
      kind,
      mode: (status.mode & 0o7777).toString(8).padStart(4, '0'),
      owner: `${status.uid}:${status.gid}`,
      content,
      ...(detail.inodes ? { inode: status.ino, links: status.nlink } : {}),
      ...(detail.times ? { modified: status.mtimeMs } : {}),
    });
    if (kind === 'folder') {
      for (const child of (await readdir(place)).sort()) await look(path.join(name, child));
    }
  };
  await look('.');
  return entries;
}
