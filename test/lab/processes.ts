import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface Finished {
  /** null: killed by a signal. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly stdin?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end; never rejects because of its exit status. */
export function run(program: string, args: readonly string[], options: Running = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.env ?? process.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.stdin.on('error', () => {
      // It ended without reading all of it; its exit status says what that means.
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }),
    );
    child.stdin.end(options.stdin);
  });
}

/** The same for what must succeed: the standard output, or an error that says what was run and what it said. */
export async function mustRun(program: string, args: readonly string[], options: Running = {}): Promise<string> {
  const finished = await run(program, args, options);
  if (finished.code !== 0) {
    throw new Error(
      `${program} ${args.join(' ')}: status ${finished.code}: ${finished.err.trim() || finished.out.trim()}`,
    );
  }
  return finished.out;
}

/**
 * Starts a program that ends with this process, whatever ends this one: SIGKILL included. In a session of its own, so
 * that Ctrl+C in a terminal reaches the driver only, which then stops in order.
 */
export function startBound(program: string, args: readonly string[]): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A process by number and time of start, so that a number that was given anew is not taken for it. */
export interface ProcessName {
  readonly pid: number;
  /** Clock ticks since boot; together with the boot's identifier it names one process for ever. */
  readonly started: string;
}

export function processName(pid: number): ProcessName | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = fields[19];
    if (started === undefined || fields[0] === 'Z') return undefined;
    return { pid, started: `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}` };
  } catch {
    return undefined;
  }
}

export function lives(name: ProcessName): boolean {
  return processName(name.pid)?.started === name.started;
}

/** Ends exactly this process, and waits until it is gone. */
export async function end(name: ProcessName): Promise<void> {
  if (lives(name)) process.kill(name.pid, 'SIGKILL');
  await until(() => !lives(name), `process ${name.pid} to end`, 5000);
}

export async function onlyChildOf(pid: number): Promise<number> {
  let child = Number.NaN;
  await until(
    () => {
      child = Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10);
      return !Number.isNaN(child);
    },
    `a child of process ${pid}`,
    5000,
  );
  return child;
}

/** Looks again every few milliseconds until it holds; `what` completes 'waited … for'. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 20_000,
  interval = 5,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms for ${what}`);
    await delay(interval);
  }
}
