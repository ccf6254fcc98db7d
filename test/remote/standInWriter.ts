import { existsSync } from 'node:fs';
import { appendFile, rename, stat, truncate } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { LabHost } from '../lab/host';

export const auditLog = '/var/log/audit/audit.log';

/** One event of one record. */
export function record(serial: number): string {
  const time = 1_700_000_000_000 + serial;
  const stamp = `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}`;
  return `type=USER msg=audit(${stamp}:${serial}): pid=${serial % 30_000} uid=0 auid=1000 ses=1 msg='text=marker exe="/usr/sbin/auditctl" hostname=? addr=? terminal=pts/0 res=success'`;
}

/** Writes into a host's log as auditd does: appends, and at a size renames all and begins a new file. */
export class StandInWriter {
  rotations = 0;
  next: number;
  readonly #log: string;
  readonly #rotateAt: number;
  readonly #keep: number;

  constructor(host: Pick<LabHost, 'outside'>, first: number, rotateAt: number, keep: number) {
    this.#log = host.outside(auditLog);
    this.next = first;
    this.#rotateAt = rotateAt;
    this.#keep = keep;
  }

  async write(count: number): Promise<void> {
    let text = '';
    for (let n = 0; n < count; n++) text += `${record(this.next++)}\n`;
    await appendFile(this.#log, text, { mode: 0o600 });
    if ((await stat(this.#log)).size > this.#rotateAt) await this.rotate();
  }

  /** Writes so many lines a second, in small pieces, until it is told to stop; answers how many. Slower where the machine is. */
  async writeAt(linesPerSecond: number, stop: AbortSignal): Promise<number> {
    const begun = performance.now();
    let written = 0;
    while (!stop.aborted) {
      const due = ((performance.now() - begun) / 1000) * linesPerSecond;
      // What a slow moment left behind is not made up for at once.
      const count = Math.min(Math.floor(due) - written, Math.ceil(linesPerSecond / 10));
      if (count > 0) await this.write(count);
      written += count;
      await pause(5);
    }
    return written;
  }

  async rotate(): Promise<void> {
    for (let number = this.#keep; number >= 1; number--) {
      const from = number === 1 ? this.#log : `${this.#log}.${number - 1}`;
      if (existsSync(from)) await rename(from, `${this.#log}.${number}`);
    }
    await appendFile(this.#log, '', { mode: 0o600 });
    this.rotations++;
  }

  cutOff(): Promise<void> {
    return truncate(this.#log, 0);
  }
}
