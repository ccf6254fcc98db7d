import type { Happening } from './following';
import type { LogPast } from './past';

/** Something that gives the bytes of a log and knows how far it has come. */
export interface LogSource {
  /** What the person calls it: a host, or a file's name. */
  readonly title: string;
  /** The machine that writes it, for events whose log names no node; null: only the log can know. */
  readonly host: string | null;
  /** It gives only some of a log's events, so a serial that is not among them is not missing. */
  readonly isExcerpt?: boolean;
  /** Reads it again from before something; undefined where nobody can. */
  readonly past: LogPast | undefined;
  /**
   * One attempt from where the last one stopped. Returns when there is no more to come, throws when it was interrupted.
   * Not pulling holds the source back; each piece counts as taken when the next is pulled.
   */
  attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void>;
  /** What an interrupted attempt means. */
  judge(error: unknown): Interruption;
  /** Lets go of connections and files. Can be called at any time, more than once. */
  dispose(): void;
}

export interface Interruption {
  /** May trying again help, without a person? */
  readonly mayRetry: boolean;
  /** What happened, and what to do where somebody must. */
  readonly reason: string;
}

/** Waiting, as a parameter: tests have their own time. Settles early, without an error, when aborted. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (signal.aborted) done();
      else signal.addEventListener('abort', done);
    }),
};
