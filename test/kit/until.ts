import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  /** Milliseconds; default 20,000: enough for a busy machine. */
  readonly within?: number;
  readonly every?: number;
}

/**
 * Asks again and again until the answer is neither undefined, null nor false, and gives it back. What is waited for
 * stands in the error; an error of the last try is its cause.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { within = 20_000, every = 50 }: UntilOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${within} ms in vain: ${what}`, { cause });
    await pause(every);
  }
}
