import { describe, expect, it } from 'vitest';
import { Hearing } from '../../../client/src/tail/hearing';
import type { Clock } from '../../../client/src/tail/source';

/** A clock whose sleepers wake when the test says that it is time. */
class Alarm implements Clock {
  time = 0;
  sleeps = 0;
  #sleeper: { readonly until: number; readonly wake: () => void } | undefined;

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.sleeps++;
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#sleeper = { until: this.time + milliseconds, wake };
      signal.addEventListener('abort', wake);
    });
  }

  async goTo(time: number): Promise<void> {
    this.time = time;
    if ((this.#sleeper?.until ?? Infinity) <= time) this.#sleeper?.wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const never = new Promise<string>(() => undefined);

describe('what is waited for', () => {
  it('is heard, and many times with one sleep', async () => {
    const clock = new Alarm();
    const hearing = new Hearing(clock, 20, new AbortController().signal);
    for (let n = 0; n < 1000; n++) expect(await hearing.of(Promise.resolve(n))).toBe(n);
    expect(clock.sleeps).toBe(1);
  });

  it('is late after so long without a word', async () => {
    const clock = new Alarm();
    const hearing = new Hearing(clock, 20, new AbortController().signal);
    await hearing.of(Promise.resolve('word'));
    await clock.goTo(15);
    const next = hearing.of(never);
    await clock.goTo(20);
    await clock.goTo(34);
    expect(await Promise.race([next, 'not yet'])).toBe('not yet');
    await clock.goTo(35);
    expect(await next).toBe('late');
  });

  it('is not late while nobody waits for it', async () => {
    const clock = new Alarm();
    const hearing = new Hearing(clock, 20, new AbortController().signal);
    await hearing.of(Promise.resolve('word'));
    for (let time = 20; time <= 200; time += 20) await clock.goTo(time);
    expect(await hearing.of(Promise.resolve('after the pause'))).toBe('after the pause');
  });

  it('is given up when it is stopped, before and meanwhile', async () => {
    const stop = new AbortController();
    const hearing = new Hearing(new Alarm(), 20, stop.signal);
    const next = hearing.of(never);
    stop.abort();
    expect(await next).toBe('stopped');
    expect(await hearing.of(Promise.reject(new Error('too late to matter')))).toBe('stopped');
  });

  it('may fail', async () => {
    const hearing = new Hearing(new Alarm(), 20, new AbortController().signal);
    await expect(hearing.of(Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  });
});
