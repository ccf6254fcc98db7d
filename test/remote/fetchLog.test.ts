import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { download } from '../../client/src/central/fetch/download';
import { logPieces } from '../../client/src/central/fetch/logPieces';
import { describeWithLab } from '../kit/lab';
import { connectTo } from './hostKit';

const log = '/var/log/audit/audit.log';

describeWithLab('a host’s own log', { kernel: 'none' }, (lab) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aw-fetch-'));
    // Bigger than what fits in flight, so that a connection can break within it.
    await lab().sender.run(`seq 4000000 > ${log}.1; seq 300000 > ${log}`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is listed with its sizes, the newest first, and comes byte for byte', async () => {
    const root = await (await connectTo(lab(), lab().sender)).asRoot();
    const pieces = await logPieces(root, log);
    expect(pieces.map(({ path }) => path)).toEqual([log, `${log}.1`]);
    const [piece] = pieces;
    const target = join(folder, 'whole');
    const seen: number[] = [];
    expect(await download(root, piece!, target, (bytes) => seen.push(bytes))).toEqual({
      bytes: piece?.size,
      resumedAt: 0,
    });
    expect((await readFile(target)).equals(await lab().sender.readFile(log))).toBe(true);
    expect(seen.at(-1)).toBe(piece?.size);
    root.end();
  });

  test('goes on where it broke off', async () => {
    const { sender } = lab();
    const target = join(folder, 'broken');
    const first = await (await connectTo(lab(), sender)).asRoot();
    const piece = (await logPieces(first, log)).at(-1)!;
    const cut = download(first, piece, target, (bytes) => {
      if (bytes > 0) first.end();
    });
    await expect(cut).rejects.toThrow();
    const there = (await stat(`${target}.part`)).size;
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(piece.size);

    const again = await (await connectTo(lab(), sender)).asRoot();
    expect(await download(again, piece, target)).toEqual({ bytes: piece.size, resumedAt: there });
    expect((await readFile(target)).equals(await sender.readFile(piece.path))).toBe(true);
    again.end();
  });

  test('begins anew when what is there is of another log', async () => {
    const root = await (await connectTo(lab(), lab().sender)).asRoot();
    const [piece] = await logPieces(root, log);
    const target = join(folder, 'other');
    await writeFile(`${target}.part`, 'something else');
    await writeFile(`${target}.part.json`, JSON.stringify({ inode: piece?.inode, fingerprint: 'of another' }));
    expect((await download(root, piece!, target)).resumedAt).toBe(0);
    expect((await readFile(target)).equals(await lab().sender.readFile(log))).toBe(true);
    root.end();
  });

  test('that was rotated after it was looked at is not taken for it', async () => {
    const root = await (await connectTo(lab(), lab().sender)).asRoot();
    const [piece] = await logPieces(root, log);
    await lab().sender.run(`mv ${log} ${log}.2; seq 5 > ${log}`);
    await expect(download(root, piece!, join(folder, 'rotated'))).rejects.toThrow('was rotated in the meantime');
    root.end();
  });
});
