import type { Clock } from './source';

/**
 * Notices that somebody who should speak has been silent for too long. Only the time in which somebody waits counts. One
 * sleep at a time however often something is heard: a busy log speaks thousands of times a second.
 */
export class Hearing {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #signal: AbortSignal;
  /** Since when somebody waits; undefined while nobody does. */
  #since: number | undefined;
  #refuse: ((why: 'late' | 'stopped') => void) | undefined;
  #asleep = false;

  /** `limit`: milliseconds of silence that are too many. */
  constructor(clock: Clock, limit: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#limit = limit;
    this.#signal = signal;
  }

  /** What comes, or why nothing did. One at a time. */
  of<T>(coming: Promise<T>): Promise<T | 'late' | 'stopped'> {
    if (this.#signal.aborted) {
      // Whatever is still said is of no use any more.
      coming.catch(() => undefined);
      return Promise.resolve('stopped');
    }
    this.#since = this.#clock.now();
    if (!this.#asleep) void this.#watch();
    return new Promise((resolve, reject) => {
      this.#refuse = resolve;
      const heard = () => (this.#since = undefined);
      coming.then(
        (value) => {
          heard();
          resolve(value);
        },
        (error: unknown) => {
          heard();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  async #watch(): Promise<void> {
    this.#asleep = true;
    let left = this.#limit;
    while (left > 0 && !this.#signal.aborted) {
      await this.#clock.sleep(left, this.#signal);
      left = this.#limit - (this.#since === undefined ? 0 : this.#clock.now() - this.#since);
    }
    this.#asleep = false;
    this.#refuse?.(this.#signal.aborted ? 'stopped' : 'late');
  }
}
