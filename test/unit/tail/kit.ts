import type { Happening } from '../../../client/src/tail/following';
import type { Clock, Interruption, LogSource } from '../../../client/src/tail/source';

/** One event of one record. */
export const user = (serial: number, node = 'web1', sec = 1_700_000_000) =>
  `node=${node} type=USER msg=audit(${sec}.${String(serial % 1000).padStart(3, '0')}:${serial}): pid=1 uid=0 auid=1000 ses=1 msg='op=x res=success'\n`;

/** One event of so many records that only PROCTITLE ends it. */
export const openFile = (serial: number, node = 'web1', sec = 1_700_000_000) => {
  const head = `node=${node} type=`;
  const stamp = `msg=audit(${sec}.000:${serial}):`;
  return [
    `${head}SYSCALL ${stamp} arch=c000003e syscall=257 success=yes exit=3 a0=0 a1=0 a2=0 a3=0 items=1 ppid=1 pid=2 auid=1000 uid=0 comm="cat" exe="/bin/cat" key="k"\n`,
    `${head}PATH ${stamp} item=0 name="/etc/hosts" inode=1 mode=0100644 ouid=0 ogid=0 nametype=NORMAL\n`,
    `${head}PROCTITLE ${stamp} proctitle="cat"\n`,
  ] as const;
};

export const bytes = (text: string): Happening => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) });

/** Time that goes on only when somebody sleeps. */
export class TestClock implements Clock {
  time = 1_700_000_000_000;
  readonly slept: number[] = [];

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.slept.push(milliseconds);
    this.time += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What each attempt gives, in order; an Error interrupts it. The last attempt's end is the source's. */
export class ScriptedLog implements LogSource {
  readonly title = 'central';
  readonly host = null;
  readonly past = undefined;
  attempts = 0;
  disposed = 0;
  readonly #script: readonly (readonly (Happening | Error)[])[];

  constructor(...script: readonly (readonly (Happening | Error)[])[]) {
    this.#script = script;
  }

  async *attempt(): AsyncGenerator<Happening, void, void> {
    for (const piece of this.#script[this.attempts++] ?? []) {
      await Promise.resolve();
      if (piece instanceof Error) throw piece;
      yield piece;
    }
  }

  judge(error: unknown): Interruption {
    const reason = error instanceof Error ? error.message : String(error);
    return { mayRetry: reason.startsWith('cut'), reason };
  }

  dispose(): void {
    this.disposed++;
  }
}
