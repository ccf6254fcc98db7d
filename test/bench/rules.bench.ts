import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository, inShared } from '../kit/repository';
import { type Scratch, scratch } from '../kit/scratch';
import type { Benchmark } from './benchmark';
import { faultyRules } from './rulesFiles';

// auditd-lint as a whole process, all checks on, against auditctl that merely reads the same file under the oracle's shim
// (nothing reaches a kernel).

const lint = inRepository('dist/auditd-lint.js');
const auditctl = '/usr/sbin/auditctl';

function timed(program: string, args: readonly string[]): number {
  const begin = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`);
  return performance.now() - begin;
}

/** auditctl -R under the shim, whose report of what it was told goes to /dev/null. */
function timedAuditctl(shim: string, file: string): number {
  const sink = openSync('/dev/null', 'w');
  try {
    const env = { ...process.env, LC_ALL: 'C', LD_PRELOAD: shim, AUO_FD: '3', AUO_RULES: file, AUO_STAT: 'none' };
    const begin = performance.now();
    const { status, error } = spawnSync(auditctl, ['-R', file], { env, stdio: ['ignore', 'ignore', 'ignore', sink] });
    if (error) throw error;
    if (status !== 0) throw new Error(`auditctl under the shim ended with status ${status}`);
    return performance.now() - begin;
  } finally {
    closeSync(sink);
  }
}

function against(count: number): Benchmark {
  let folder: Scratch | undefined;
  const path = (name: string) => join(folder?.path ?? '', name);
  return {
    name: `rules lint, ${count} rules`,
    unit: 'ms',
    peerName: 'auditctl -R under the shim',
    unavailable: () => {
      if (inShared('oracle/shim.c') === undefined) return '../shared is not here, and with it the shim';
      if (!existsSync(auditctl)) return 'auditctl is not here (apt install auditd)';
      if (process.getuid?.() !== 0) return 'auditctl runs only as root';
      return existsSync(lint) ? undefined : 'dist/auditd-lint.js is not here (npm run build)';
    },
    prepare: () => {
      folder = scratch('rules-bench-');
      writeFileSync(path('bench.rules'), faultyRules(count), { mode: 0o640 });
      const source = inShared('oracle/shim.c')!;
      execFileSync('gcc', ['-O1', '-fPIC', '-shared', '-w', '-o', path('shim.so'), source, '-ldl'], { stdio: 'pipe' });
    },
    ours: () => timed(process.execPath, [lint, '--fail-on', 'never', path('bench.rules')]),
    peer: () => timedAuditctl(path('shim.so'), path('bench.rules')),
    cleanUp: () => folder?.remove(),
  };
}

/** Is it a straight line? */
function straightLine(): Benchmark {
  let folder: Scratch | undefined;
  const path = (name: string) => join(folder?.path ?? '', name);
  const timedLint = (name: string) => timed(process.execPath, [lint, '--fail-on', 'never', path(name)]);
  return {
    name: 'rules lint, ten times the rules',
    unit: 'ms',
    peerName: 'goal: 10 x the time for 20000',
    unavailable: () => (existsSync(lint) ? undefined : 'dist/auditd-lint.js is not here (npm run build)'),
    prepare: () => {
      folder = scratch('rules-bench-');
      writeFileSync(path('once.rules'), faultyRules(20_000));
      writeFileSync(path('ten.rules'), faultyRules(200_000));
    },
    ours: () => timedLint('ten.rules'),
    peer: () => 10 * timedLint('once.rules'),
    cleanUp: () => folder?.remove(),
  };
}

export const benchmarks: readonly Benchmark[] = [against(20_000), against(200_000), straightLine()];
