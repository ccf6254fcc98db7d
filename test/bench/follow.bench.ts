import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { labAvailable } from '../lab/available';
import { startLab, type Lab } from '../lab/lab';
import type * as FollowKit from '../remote/followKit';
import { auditLog, StandInWriter } from '../remote/standInWriter';
import type { Benchmark } from './benchmark';

// A log of 100 MB that lies on a host of the lab, from the connection to its last byte: over ssh2 and follow.sh, and with
// OpenSSH's `ssh HOST tail -F`.

const lines = Number(process.env['BENCH_LINES'] ?? 600_000);
const megabyte = 1024 * 1024;

interface Ground {
  readonly lab: Lab;
  readonly kit: typeof FollowKit;
  readonly bytes: number;
}

/** Made once; the lab ends with this process. */
let ground: Promise<Ground> | undefined;

async function prepare(): Promise<Ground> {
  const lab = await startLab({ auditd: false });
  await rm(lab.central.outside(auditLog), { force: true });
  const writer = new StandInWriter(lab.central, 1, Infinity, 1);
  while (writer.next <= lines) await writer.write(Math.min(10_000, lines + 1 - writer.next));
  return { lab, kit: await bundled(), bytes: (await stat(lab.central.outside(auditLog))).size };
}

/** The scripts for hosts are imported as text, which tsx does not do. */
async function bundled(): Promise<typeof FollowKit> {
  const folder = scratch('aw-bench-');
  process.on('exit', () => folder.remove());
  const outfile = join(folder.path, 'followKit.cjs');
  await build({
    entryPoints: [inRepository('test/remote/followKit.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['cpu-features', '*.node'],
    loader: { '.sh': 'text' },
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(outfile) as typeof FollowKit;
}

const atHand = (): Promise<Ground> => (ground ??= prepare());

/** MB/s of something that settles when everything has come. */
async function rate(run: (ground: Ground) => Promise<void>): Promise<number> {
  const there = await atHand();
  const begun = performance.now();
  await run(there);
  return there.bytes / megabyte / ((performance.now() - begun) / 1000);
}

async function overSsh2({ lab, kit, bytes }: Ground): Promise<void> {
  const { source, shell } = await kit.labLog(lab, lab.central, { at: 'oldest' });
  const stop = new AbortController();
  let missing = bytes;
  for await (const happening of source.attempt(stop.signal)) {
    if (happening.kind === 'bytes') missing -= happening.bytes.length;
    if (missing <= 0) break;
  }
  stop.abort();
  source.dispose();
  shell()?.end();
}

async function intoTheStore({ lab, kit }: Ground): Promise<void> {
  const followed = await kit.follow(lab, lab.central, { at: 'oldest' }, { keep: 200_000 });
  await new Promise<void>((resolve) => {
    followed.log.onChange(() => {
      const last = followed.log.store.get(followed.log.store.end - 1);
      if (last?.kind === 'event' && last.serial === lines) resolve();
    });
  });
  await followed.stop();
}

function overOpenSsh({ lab, bytes }: Ground): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-F', lab.sshConfig, 'central', 'tail', '-c', '+1', '-F', auditLog];
    const tail = spawn('ssh', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let missing = bytes;
    tail.on('error', reject);
    tail.on('close', () => (missing <= 0 ? resolve() : reject(new Error(`ssh ended ${missing} bytes too early`))));
    tail.stdout.on('data', (chunk: Buffer) => {
      missing -= chunk.length;
      if (missing <= 0) tail.kill();
    });
  });
}

function against(name: string, ours: (ground: Ground) => Promise<void>): Benchmark {
  return {
    name: `follow ${name}`,
    unit: 'MB/s',
    peerName: 'ssh HOST tail -F',
    unavailable: () => {
      const available = labAvailable();
      return available.ok ? undefined : available.reason;
    },
    prepare: async () => void (await atHand()),
    ours: () => rate(ours),
    peer: () => rate(overOpenSsh),
  };
}

export const benchmarks: readonly Benchmark[] = [
  against('over ssh2', overSsh2),
  against('over ssh2, into the store', intoTheStore),
];
