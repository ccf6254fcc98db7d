import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRepository, inShared } from '../kit/repository';
import type { Benchmark } from './benchmark';

// Whole processes on a log of a million records, output to /dev/null: what a person waits for. BENCH_RECORDS makes it
// smaller. The log is made by ../shared/reference/bench/gen.py, which gives the same bytes for the same arguments.

const records = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
const command = inRepository('dist/auditd-events.js');

const logOf = (count: number) => join(tmpdir(), `auditd-workbench-bench-${count}.log`);

/** Makes the log unless it lies there from the last time, and brings it into the page cache. */
function makeLog(count: number): string {
  const path = logOf(count);
  if (!existsSync(path)) {
    const generator = inShared('reference/bench/gen.py');
    if (generator === undefined) throw new Error('../shared/reference/bench/gen.py is not here');
    const half = `${path}.half`;
    const target = openSync(half, 'w');
    execFileSync('python3', [generator, String(count), '5', '1'], { stdio: ['ignore', target, 'ignore'] });
    closeSync(target);
    renameSync(half, path);
  }
  execFileSync('sh', ['-c', 'exec cat "$0" > /dev/null', path]);
  return path;
}

/** Wall clock of a whole process in ms, its start included. */
function timed(program: string, args: readonly string[]): number {
  const begin = performance.now();
  const { status, error } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`);
  return performance.now() - begin;
}

function whyNot(): string | undefined {
  if (inShared('reference/bench/gen.py') === undefined) return '../shared is not here, and with it the generator';
  if (!existsSync('/usr/sbin/ausearch')) return 'ausearch is not here (apt install auditd)';
  if (!existsSync(command)) return 'dist/auditd-events.js is not here (npm run build)';
  return undefined;
}

function against(name: string, ours: readonly string[], peer: readonly string[]): Benchmark {
  let log = '';
  return {
    name: `events ${name}`,
    unit: 'ms',
    peerName: `ausearch ${peer.join(' ')}`,
    unavailable: whyNot,
    prepare: () => {
      log = makeLog(records);
    },
    ours: () => timed(process.execPath, [command, ...ours, log]),
    peer: () => timed('/usr/sbin/ausearch', [...peer, '-if', log]),
  };
}

/** Is the summary a straight line? Its time for four times the log against four times its time for the log. */
const straightLine: Benchmark = {
  name: 'events summary, four times the log',
  unit: 'ms',
  peerName: 'goal: 4 x the time for the log once',
  unavailable: whyNot,
  prepare: () => {
    makeLog(records);
    makeLog(records * 4);
  },
  ours: () => timed(process.execPath, [command, '--format', 'summary', logOf(records * 4)]),
  peer: () => 4 * timed(process.execPath, [command, '--format', 'summary', logOf(records)]),
};

/** Largest resident size in MB: does the memory stay flat when the log is four times as long? */
function residentMegabytes(log: string): number {
  // VmHWM begins anew with the program; getrusage would tell the largest size of the benchmark itself.
  const tell = `require('fs').writeSync(2, /VmHWM:\\s*(\\d+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[0])`;
  const script = `process.argv.splice(1, 0, 'auditd-events'); process.on('exit', () => ${tell}); require(${JSON.stringify(command)})`;
  const { stderr } = spawnSync(process.execPath, ['-e', script, '--', '--format', 'json', log], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return Number(/VmHWM:\s*(\d+)/.exec(stderr)?.[1]) / 1024;
}

const flatMemory: Benchmark = {
  name: 'events json, memory, four times the log',
  unit: 'MB',
  peerName: 'goal: that for the log once',
  unavailable: whyNot,
  prepare: straightLine.prepare!,
  ours: () => residentMegabytes(logOf(records * 4)),
  peer: () => residentMegabytes(logOf(records)),
};

export const benchmarks: readonly Benchmark[] = [
  against('text', ['--format', 'text'], ['--format', 'text']),
  against('json', ['--format', 'json'], ['-i']),
  against('csv', ['--format', 'csv'], ['--format', 'csv']),
  against('summary', ['--format', 'summary'], ['--raw']),
  straightLine,
  flatMemory,
];
