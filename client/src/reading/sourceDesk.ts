import type { Happening } from '../tail/following';
import type { PastPage } from '../tail/past';
import type { LogSource } from '../tail/source';
import type { FarLog, Piece } from './calls';
import { Moved } from './wire';

interface Attempt {
  readonly number: number;
  readonly abort: AbortController;
  readonly pieces: AsyncGenerator<Happening, void, void>;
}

interface Served {
  readonly source: LogSource;
  attempt: Attempt | undefined;
  /** Settles when the attempt that was left last has let go of the source. */
  left: Promise<unknown>;
  readonly pages: Map<number, AbortController>;
  /** What a host said of itself, the last of each kind; it is told once only. */
  readonly told: Map<Happening['kind'], Happening>;
  /** What of it another thread has not heard. */
  untold: Happening[];
}

/** Where the reading thread gets what the sources give, a piece at a time, while this thread only hands it over. */
export class SourceDesk {
  readonly #served = new Map<number, Served>();
  #numbers = 0;

  take(source: LogSource): FarLog {
    const log = ++this.#numbers;
    this.#served.set(log, {
      source,
      attempt: undefined,
      left: Promise.resolve(),
      pages: new Map(),
      told: new Map(),
      untold: [],
    });
    return farLog(log, source);
  }

  async pull(log: number, number: number): Promise<Piece | Moved<Piece>> {
    const served = this.#served.get(log);
    if (served === undefined) return { kind: 'ended' };
    if (served.attempt?.number !== number) {
      this.#leave(served);
      await served.left;
      const abort = new AbortController();
      served.attempt = { number, abort, pieces: served.source.attempt(abort.signal) };
    }
    const again = served.untold.shift();
    if (again !== undefined) return piece(again);
    try {
      const { done, value } = await served.attempt.pieces.next();
      if (done === true) return { kind: 'ended' };
      if (value.kind === 'accounts' || (value.kind === 'rules' && value.read.rules !== undefined)) {
        served.told.set(value.kind, value);
      }
      return piece(value);
    } catch (error) {
      return { kind: 'interrupted', interruption: served.source.judge(error) };
    }
  }

  leave(log: number, number: number): void {
    const served = this.#served.get(log);
    if (served?.attempt?.number === number) this.#leave(served);
  }

  async before(log: number, request: number, beginning: string): Promise<PastPage | Moved<PastPage>> {
    const served = this.#served.get(log);
    if (served?.source.past === undefined) throw new Error('this log cannot be read again');
    const abort = new AbortController();
    served.pages.set(request, abort);
    try {
      const page = await served.source.past.before(beginning, abort.signal);
      if (!page.found) return page;
      const bytes = owned(page.bytes);
      return new Moved<PastPage>({ ...page, bytes }, [bytes.buffer]);
    } finally {
      served.pages.delete(request);
    }
  }

  stopBefore(log: number, request: number): void {
    this.#served.get(log)?.pages.get(request)?.abort();
  }

  dispose(log: number): void {
    this.#served.get(log)?.source.dispose();
  }

  /** Who pulled is gone: what was given last counts as not taken. */
  leaveAll(): void {
    for (const served of this.#served.values()) {
      this.#leave(served);
      served.untold = [...served.told.values()];
      for (const abort of served.pages.values()) abort.abort();
    }
  }

  /** No more of this log, ever. */
  forget(log: number): void {
    const served = this.#served.get(log);
    if (served === undefined) return;
    this.#leave(served);
    served.source.dispose();
    this.#served.delete(log);
  }

  #leave(served: Served): void {
    const { attempt } = served;
    if (attempt === undefined) return;
    served.attempt = undefined;
    attempt.abort.abort();
    served.left = attempt.pieces.return().catch(() => undefined);
  }
}

function farLog(log: number, { title, host, isExcerpt, past }: LogSource): FarLog {
  return {
    log,
    title,
    host,
    isExcerpt: isExcerpt === true,
    past: past === undefined ? undefined : { isCut: past.isCut },
  };
}

function piece(happening: Happening): Piece | Moved<Piece> {
  if (happening.kind !== 'bytes') return { kind: 'happening', happening };
  const bytes = owned(happening.bytes);
  return new Moved<Piece>({ kind: 'happening', happening: { kind: 'bytes', bytes } }, [bytes.buffer]);
}

/** A copy with a buffer of its own: what a stream gives lies in one that others use, and may not be moved. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
