import { Log } from './log';
import { LookBack } from './lookBack';
import type { Clock, LogSource } from './source';
import { Store } from './store';

/** The logs that are read together: each with a connection and a state of its own, all into one store. */
export class Logs {
  readonly store: Store;
  readonly lookBack: LookBack;
  readonly #clock: Clock;
  readonly #all: Log[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(keepEvents: number, clock: Clock) {
    this.store = new Store(keepEvents);
    this.#clock = clock;
    this.lookBack = new LookBack(this.store, () => this.#all);
  }

  /** One more. It is read once its `run` is called. */
  add(source: LogSource): Log {
    const log = new Log(source, this.store, this.#clock, this.#all.length);
    this.#all.push(log);
    log.onChange(() => this.#changed());
    return log;
  }

  /** In the order of their numbers. */
  get all(): readonly Log[] {
    return this.#all;
  }

  /** Lines that are no records. */
  get malformed(): number {
    return this.#all.reduce((sum, { malformed }) => sum + malformed, 0);
  }

  /** Serials of the nodes' kernels that are not here, or not yet. */
  get missing(): number {
    return this.#all.reduce((sum, { missing }) => sum + missing, 0);
  }

  /** Called often: whoever listens looks at its own pace. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  pause(): void {
    for (const { tail } of this.#all) tail.pause();
  }

  resume(): void {
    for (const { tail } of this.#all) tail.resume();
  }

  stop(): void {
    this.lookBack.stop();
    for (const log of this.#all) log.stop();
  }

  clear(): void {
    this.store.clear();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
