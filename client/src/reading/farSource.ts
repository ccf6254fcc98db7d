import type { Happening } from '../tail/following';
import type { LogPast, PastPage } from '../tail/past';
import type { Interruption, LogSource } from '../tail/source';
import type { FarLog, HostCalls } from './calls';
import type { Wire } from './wire';

class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly interruption: Interruption;

  constructor(interruption: Interruption) {
    super(interruption.reason);
    this.interruption = interruption;
  }
}

/** A log that another thread reads from its host or file, seen from the reading thread. */
export class FarSource implements LogSource {
  readonly title: string;
  readonly host: string | null;
  readonly isExcerpt: boolean;
  readonly past: LogPast | undefined;
  readonly #log: number;
  readonly #there: Wire<HostCalls>;
  #attempts = 0;
  #pages = 0;

  constructor({ log, title, host, isExcerpt, past }: FarLog, there: Wire<HostCalls>) {
    this.title = title;
    this.host = host;
    this.isExcerpt = isExcerpt;
    this.#log = log;
    this.#there = there;
    this.past =
      past === undefined
        ? undefined
        : { isCut: past.isCut, before: (beginning, signal) => this.#page(beginning, signal) };
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    const attempt = ++this.#attempts;
    const leave = () => this.#there.tell('leave', this.#log, attempt);
    signal.addEventListener('abort', leave, { once: true });
    try {
      while (!signal.aborted) {
        const piece = await this.#there.call('pull', this.#log, attempt);
        if (piece.kind === 'ended') return;
        if (piece.kind === 'interrupted') throw new Interrupted(piece.interruption);
        yield piece.happening;
      }
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  judge(error: unknown): Interruption {
    if (error instanceof Interrupted) return error.interruption;
    return { mayRetry: false, reason: error instanceof Error ? error.message : String(error) };
  }

  dispose(): void {
    this.#there.tell('dispose', this.#log);
  }

  async #page(beginning: string, signal: AbortSignal): Promise<PastPage> {
    const request = ++this.#pages;
    const stop = () => this.#there.tell('stopBefore', this.#log, request);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#there.call('before', this.#log, request, beginning);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
