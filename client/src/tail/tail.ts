import { setImmediate } from 'node:timers/promises';
import type { Happening } from './following';
import type { Clock, LogSource } from './source';

export type TailState =
  | { readonly phase: 'connecting' }
  /** `path` is undefined until the log has been opened. */
  | { readonly phase: 'following'; readonly path: string | undefined }
  | { readonly phase: 'paused'; readonly path: string | undefined }
  /** `retryAt`: milliseconds since the epoch. */
  | { readonly phase: 'reconnecting'; readonly attempt: number; readonly reason: string; readonly retryAt: number }
  /** The source had an end and it was read. */
  | { readonly phase: 'ended' }
  | { readonly phase: 'stopped' }
  | { readonly phase: 'failed'; readonly reason: string };

export interface TailListener {
  /** Synchronous: when it returns, the piece counts as taken. */
  take(happening: Happening): void;
  stateChanged(state: TailState): void;
}

/** Seconds between attempts; the last one repeats. */
const backOff = [0.5, 1, 2, 4, 8, 15, 30];

/** How long pieces may be dealt with in a row before others in this process get their turn; milliseconds. */
const turn = 8;

/**
 * Keeps a source flowing: comes back after a cut, by itself and from where it was, and stops pulling while paused, so that
 * nothing is lost and nothing piles up. The first attempt is different: when it fails the person is waiting, and hears why.
 */
export class Tail {
  readonly source: LogSource;
  readonly #listener: TailListener;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #state: TailState = { phase: 'connecting' };
  #path: string | undefined;
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  #running: Promise<void> | undefined;

  constructor(source: LogSource, listener: TailListener, clock: Clock) {
    this.source = source;
    this.#listener = listener;
    this.#clock = clock;
  }

  get state(): TailState {
    return this.#state;
  }

  /** Settles when it has stopped, ended or failed. Never rejects. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  pause(): void {
    if (this.#gate !== undefined || this.#isOver()) return;
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.#gate = { opened, open };
    this.#become({ phase: 'paused', path: this.#path });
  }

  resume(): void {
    const gate = this.#gate;
    if (gate === undefined) return;
    this.#gate = undefined;
    if (!this.#isOver()) this.#become({ phase: 'following', path: this.#path });
    gate.open();
  }

  stop(): void {
    if (this.#isOver()) return;
    this.#become({ phase: 'stopped' });
    this.#abort.abort();
    this.#gate?.open();
    this.source.dispose();
  }

  #isOver(): boolean {
    return this.#state.phase === 'stopped' || this.#state.phase === 'ended' || this.#state.phase === 'failed';
  }

  #become(state: TailState): void {
    if (this.#isOver()) return;
    this.#state = state;
    this.#listener.stateChanged(state);
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    let attempt = 0;
    let everFollowed = false;
    while (!signal.aborted) {
      try {
        await this.#follow(signal, () => {
          attempt = 0;
          everFollowed = true;
        });
        this.#become({ phase: 'ended' });
        break;
      } catch (error) {
        if (signal.aborted) break;
        const { mayRetry, reason } = this.source.judge(error);
        if (!everFollowed || !mayRetry) {
          this.#become({ phase: 'failed', reason });
          break;
        }
        const wait = 1000 * (backOff[Math.min(attempt, backOff.length - 1)] ?? 30);
        attempt++;
        if (this.#gate === undefined) {
          this.#become({ phase: 'reconnecting', attempt, reason, retryAt: this.#clock.now() + wait });
          await this.#clock.sleep(wait, signal);
        }
        await this.#gate?.opened;
      }
    }
    this.source.dispose();
  }

  async #follow(signal: AbortSignal, flows: () => void): Promise<void> {
    let since = this.#clock.now();
    for await (const happening of this.source.attempt(signal)) {
      await this.#gate?.opened;
      if (signal.aborted) return;
      flows();
      if (happening.kind === 'opened' || happening.kind === 'rotated') this.#path = happening.path;
      this.#listener.take(happening);
      if (this.#state.phase !== 'following' || this.#state.path !== this.#path) {
        if (this.#gate === undefined) this.#become({ phase: 'following', path: this.#path });
      }
      if (this.#clock.now() - since > turn) {
        await setImmediate();
        since = this.#clock.now();
      }
    }
  }
}
