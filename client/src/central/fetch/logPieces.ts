import type { RemoteShell } from '../../hosts/remoteShell';
import { quote } from '../../hosts/shellText';

/** A log or a rotated piece of one, as it lies on a host. */
export interface LogPiece {
  readonly path: string;
  /** Bytes when it was looked at. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly changed: number;
  readonly inode: string;
}

/** The log and its rotated pieces, the newest first. Only reads. */
export async function logPieces(shell: RemoteShell, log: string, signal?: AbortSignal): Promise<readonly LogPiece[]> {
  const script = 'for f in "$1" "$1".*; do [ -f "$f" ] && stat -c "%s %Y %i %n" "$f"; done; true';
  const { out } = await shell.run(`sh -c ${quote(script)} sh ${quote(log)}`, {
    timeout: 20_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const lines = Buffer.from(out).toString().split('\n');
  const pieces = lines.flatMap((line): LogPiece[] => {
    const match = /^(\d+) (\d+) (\d+) (\/.*)$/.exec(line);
    if (match === null) return [];
    const [, size, changed, inode = '', path = ''] = match;
    return [{ path, size: Number(size), changed: Number(changed), inode }];
  });
  return pieces.sort((a, b) => b.changed - a.changed);
}
