import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finished, Running } from '../processes';

type Shell = (command: string, options?: Running) => Promise<Finished>;

/**
 * The kernel's part of audit for one host, played by shim.c inside the real programs. What it holds and what a test
 * wishes of it are files in a folder; every request looks at them anew.
 */
export class PretendedKernel {
  /** Outside; in the host it is /run/audit-kernel. */
  readonly folder: string;
  private readonly shell: Shell;

  constructor(folder: string, shell: Shell) {
    this.folder = folder;
    this.shell = shell;
  }

  /** The rules held, as `auditctl -l` prints them, one a line; [] when there are none. */
  async loadedRules(): Promise<string[]> {
    const { code, out, err } = await this.shell('auditctl -l');
    if (code !== 0) throw new Error(`auditctl -l: status ${code}: ${err}`);
    return out === 'No rules\n' ? [] : out.split('\n').slice(0, -1);
  }

  /** `auditctl -s` as a table: enabled, failure, backlog_limit, … */
  async status(): Promise<Record<string, string>> {
    const { out } = await this.shell('auditctl -s');
    const pairs = out.split('\n').filter(Boolean);
    return Object.fromEntries(pairs.map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]));
  }

  /**
   * The `add`-th rule (from 1) that one auditctl process adds is refused with `error`, a name of errno. `once`: only
   * the first process that gets so far, so that a rollback works; else until `reset`.
   */
  failAt(add: number, error = 'EINVAL', often: 'once' | 'always' = 'once'): Promise<void> {
    return this.wish('fail-at', `${add} ${error}${often === 'once' ? ' once' : ''}`);
  }

  /** Milliseconds before each request: a slow load, to look at or to cut in the middle. */
  delayMs(milliseconds: number): Promise<void> {
    return this.wish('delay', String(milliseconds));
  }

  /** any: rules may name paths that the host has not. */
  paths(which: 'any' | 'existing'): Promise<void> {
    return which === 'any' ? this.wish('paths', 'any') : this.forget('paths');
  }

  /** Locked from now on, as by -e 2. */
  lock(): Promise<void> {
    return this.set('enabled', 2);
  }

  /** Any setting of the kernel: lost, backlog_limit, failure, … */
  async set(name: string, value: number): Promise<void> {
    await appendFile(this.file('state'), `${name} ${value}\n`);
  }

  /** Nothing loaded, not locked. What boots with a host (auditd, which loads /etc/audit/audit.rules) is not started. */
  reboot(): Promise<void> {
    return this.forget('state');
  }

  /** As the lab started it: rebooted, and no wish left. */
  async reset(): Promise<void> {
    await Promise.all(['state', 'fail-at', 'delay', 'paths'].map((name) => this.forget(name)));
  }

  /** A serial that the pretended kernel has not given to an event yet, nor will: those of a node follow one another. */
  async nextSerial(): Promise<number> {
    const last = Number.parseInt(await readFile(this.file('serial'), 'utf8').catch(() => '0'), 10);
    const next = (Number.isNaN(last) ? 0 : last) + 1;
    await writeFile(this.file('serial'), `${next}\n`);
    return next;
  }

  /**
   * The kernel records these: lines as in a log, without `node=`; what is after 0x1D is left to auditd, which looks the
   * names up itself. They go to the auditd that has set its pid, on a sender also from there to the central server.
   * A multi-record event needs its EOE line, as auditd gets one. Resolves when auditd has them in its queue.
   */
  async record(lines: readonly string[]): Promise<void> {
    const { code, err } = await this.shell('/run/lab/tools/record', { stdin: lines.join('\n') + '\n' });
    if (code !== 0) throw new Error(err.trim());
  }

  /** The journal of what is held, byte for byte; '' just after a boot. Equal journals: nothing was done. */
  journal(): Promise<string> {
    return readFile(this.file('state'), 'utf8').catch(() => '');
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
  private wish(name: string, text: string): Promise<void> {
    return writeFile(this.file(name), `${text}\n`);
  }
  private forget(name: string): Promise<void> {
    return rm(this.file(name), { force: true });
  }
}

/** Lays out the folder before the host boots. */
export async function makeKernelFolder(folder: string, shim: string): Promise<void> {
  await mkdir(folder);
  await copyFile(shim, path.join(folder, 'shim.so'));
}
