import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { RemoteShell } from '../../hosts/remoteShell';
import { quote } from '../../hosts/shellText';
import type { LogPiece } from './logPieces';

/** So much of the beginning must be the same for a piece to be taken for the one that was begun; bytes. */
const fingerprintSize = 1024;

/** How a download that was broken off can go on: kept beside the part that is there. */
interface Begun {
  readonly inode: string;
  readonly fingerprint: string;
}

export interface DownloadResult {
  readonly bytes: number;
  /** How much was there from an earlier try. */
  readonly resumedAt: number;
}

/**
 * Brings a piece of a log to `target`, as far as it was when it was looked at. What arrives stays in TARGET.part until
 * all is there, and a later try goes on behind it if the piece on the host is still the same one. Only reads there.
 */
export async function download(
  shell: RemoteShell,
  piece: LogPiece,
  target: string,
  onBytes: (bytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<DownloadResult> {
  const part = `${target}.part`;
  const fingerprint = await fingerprintOf(shell, piece, signal);
  const resumedAt = await resumePoint(part, { inode: piece.inode, fingerprint }, piece.size);
  await writeFile(`${part}.json`, JSON.stringify({ inode: piece.inode, fingerprint } satisfies Begun));
  let bytes = resumedAt;
  onBytes(bytes);
  if (bytes < piece.size) {
    const file = await open(part, 'a', 0o600);
    try {
      const command = `tail -c +${bytes + 1} ${quote(piece.path)} | head -c ${piece.size - bytes}`;
      const process = await shell.open(command, signal === undefined ? {} : { signal });
      process.ended.catch(() => undefined);
      for await (const chunk of process.out) {
        await file.write(chunk);
        bytes += chunk.length;
        onBytes(bytes);
      }
      const { err } = await process.ended;
      if (bytes < piece.size) throw new Error(broken(shell.hostName, piece, bytes, err));
    } finally {
      await file.close();
    }
  } else if (bytes === 0) await writeFile(part, '', { mode: 0o600 });
  await rename(part, target);
  await rm(`${part}.json`, { force: true });
  return { bytes, resumedAt };
}

function broken(host: string, { path, size }: LogPiece, bytes: number, err: string): string {
  const why = err.trim() === '' ? '' : ` (${err.trim().slice(0, 200)})`;
  return `${host}: ${path} broke off after ${bytes} of ${size} bytes${why}. What is there is kept: fetch it again to go on from there.`;
}

/** Of the beginning, which does not change while auditd appends; of the very file that was looked at. */
async function fingerprintOf(shell: RemoteShell, piece: LogPiece, signal?: AbortSignal): Promise<string> {
  const path = quote(piece.path);
  const command = `stat -c %i ${path} && head -c ${Math.min(piece.size, fingerprintSize)} ${path}`;
  const { out } = await shell.run(command, { timeout: 20_000, ...(signal === undefined ? {} : { signal }) });
  const text = Buffer.from(out);
  const inode = text.subarray(0, text.indexOf(10)).toString();
  if (inode !== piece.inode) {
    throw new Error(`${shell.hostName}: ${piece.path} was rotated in the meantime. Fetch the log again.`);
  }
  return createHash('sha256')
    .update(text.subarray(text.indexOf(10)))
    .digest('hex');
}

async function resumePoint(part: string, now: Begun, size: number): Promise<number> {
  try {
    const begun = JSON.parse(await readFile(`${part}.json`, 'utf8')) as Partial<Begun>;
    const there = (await stat(part)).size;
    if (begun.inode === now.inode && begun.fingerprint === now.fingerprint && there <= size) return there;
  } catch {
    // No earlier try, or one that cannot be read.
  }
  await truncate(part, 0).catch(() => undefined);
  return 0;
}
