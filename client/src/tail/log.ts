import type { Happening } from './following';
import { HostNaming } from './hostNaming';
import { HostRules } from './hostRules';
import { Ingest } from './ingest';
import type { Clock, LogSource } from './source';
import type { Origin, Store } from './store';
import type { LogPast } from './past';
import { Tail, type TailListener, type TailState } from './tail';

/** How often open events are looked at when nothing comes; milliseconds. */
const tickEvery = 500;

/** A log that is being read: where it comes from, how that goes, and what it puts into the store. */
export class Log implements TailListener {
  readonly store: Store;
  readonly tail: Tail;
  readonly origin: Origin;
  /** Those of its host. */
  readonly rules: HostRules;
  readonly #clock: Clock;
  readonly #ingest: Ingest;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #awaySince: number | undefined;
  #attempts = 0;

  constructor(source: LogSource, store: Store, clock: Clock, number = 0) {
    this.#clock = clock;
    this.store = store;
    const naming = new HostNaming();
    this.rules = new HostRules(naming);
    this.origin = { source: number, host: source.host, naming, rules: this.rules };
    this.#ingest = new Ingest(store, () => clock.now(), this.origin, source.isExcerpt === true ? 'excerpt' : 'whole');
    this.tail = new Tail(source, this, clock);
  }

  get title(): string {
    return this.tail.source.title;
  }

  /** Which of the logs of its store it is, counted from 0. */
  get source(): number {
    return this.origin.source;
  }

  get past(): LogPast | undefined {
    return this.tail.source.past;
  }

  get state(): TailState {
    return this.tail.state;
  }

  get malformed(): number {
    return this.#ingest.malformed;
  }

  get missing(): number {
    return this.#ingest.missing;
  }

  /** Called often: whoever listens looks at its own pace. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Settles when there is nothing more to come. */
  async run(): Promise<void> {
    this.#timer = setInterval(() => {
      this.#ingest.tick();
      this.#changed();
    }, tickEvery);
    try {
      await this.tail.start();
    } finally {
      clearInterval(this.#timer);
      this.#ingest.end();
      this.#changed();
    }
  }

  stop(): void {
    this.tail.stop();
  }

  /** What read it before is no more, for this reason, and what was kept of it is gone. */
  startedAgain(reason: string): void {
    this.#ingest.notice({ kind: 'started-again', reason });
    this.#changed();
  }

  take(happening: Happening): void {
    if (this.#awaySince !== undefined) {
      const seconds = Math.round((this.#clock.now() - this.#awaySince) / 1000);
      this.#ingest.notice({ kind: 'reconnected', seconds, attempts: this.#attempts });
      this.#awaySince = undefined;
    }
    this.#ingest.take(happening);
    this.#ingest.settle();
    this.#changed();
  }

  stateChanged(state: TailState): void {
    if (state.phase === 'reconnecting') {
      this.#attempts = state.attempt;
      if (this.#awaySince === undefined) {
        this.#awaySince = this.#clock.now();
        this.#ingest.notice({ kind: 'connection-lost', reason: state.reason });
      }
    }
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
