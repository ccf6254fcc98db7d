import type { AuditRecord } from '../../../core/src/events/event';
import { LineRecord } from '../../../core/src/events/record';
import { ReaderGone, type Output } from './output';
import type { Share } from './share';

/** A batch ends with so many events, or with so many bytes of the log: one of 512 huge events must not fill the memory. */
const batch = { events: 512, bytes: 1 << 20 };

/** Places in the memory that the threads share. */
const places = { turn: 0, gone: 1, beat: 2, writing: 4, ended: 6 } as const;
const sharedBytes = 4 * 8;

/** A thread that neither reads nor writes for so long has died; milliseconds. */
const patience = 60_000;

/**
 * Two threads read the same log and collate it, both all of it; each makes the text of every other batch of events and
 * writes it when its turn comes. Collating is a fifth of the work and what is handed over would be the whole log, so this
 * is quicker than handing events from one thread to the other, and the output is that of one thread, to the byte.
 */
export class Turns implements Share {
  readonly #shared: Int32Array;
  readonly #me: 0 | 1;
  #batch = 0;
  #events = 0;
  #bytes = 0;

  /** `shared`: of the first thread, for the second. */
  constructor(shared?: SharedArrayBuffer) {
    this.#me = shared === undefined ? 0 : 1;
    this.#shared = new Int32Array(shared ?? new SharedArrayBuffer(sharedBytes));
  }

  get shared(): SharedArrayBuffer {
    return this.#shared.buffer as SharedArrayBuffer;
  }

  /** Is the next event for this thread? To be asked once for each; writes what was made when a batch has ended. */
  takes(records: readonly AuditRecord[], output: Output): boolean {
    if (this.#events >= batch.events || this.#bytes >= batch.bytes) this.#endBatch(output);
    this.#events++;
    for (const record of records) this.#bytes += lengthOf(record);
    return this.#isMine;
  }

  /** This thread is still at work. */
  beat(): void {
    Atomics.add(this.#shared, places.beat + this.#me, 1);
  }

  /** All input has ended. The first thread waits for the second. */
  end(output: Output): void {
    this.#endBatch(output);
    this.leave();
    if (this.#me === 0) this.#wait(() => this.#hasEnded);
  }

  /** This thread takes no further turns; `failed`: what it should have written is missing. */
  leave(how: 'done' | 'failed' = 'done'): void {
    Atomics.store(this.#shared, places.ended + this.#me, how === 'done' ? 1 : 2);
    this.#wake();
  }

  get #isMine(): boolean {
    return this.#batch % 2 === this.#me;
  }

  /** The other one. */
  get #hasEnded(): boolean {
    const ended = Atomics.load(this.#shared, places.ended + 1 - this.#me);
    if (ended === 2) throw new Error('The other thread has failed.');
    return ended === 1;
  }

  #endBatch(output: Output): void {
    if (this.#isMine) this.#write(output);
    this.#batch++;
    this.#events = 0;
    this.#bytes = 0;
  }

  #write(output: Output): void {
    const shared = this.#shared;
    // Where the file changed under them the other may have had less to write.
    this.#wait(() => Atomics.load(shared, places.turn) >= this.#batch || this.#hasEnded);
    if (Atomics.load(shared, places.gone) === 1) throw new ReaderGone();
    Atomics.store(shared, places.writing + this.#me, 1);
    try {
      output.flush();
    } catch (error) {
      Atomics.store(shared, places.gone, 1);
      throw error;
    } finally {
      Atomics.store(shared, places.writing + this.#me, 0);
      Atomics.store(shared, places.turn, this.#batch + 1);
      this.#wake();
    }
  }

  #wake(): void {
    Atomics.add(this.#shared, places.beat + this.#me, 1);
    Atomics.notify(this.#shared, places.beat + this.#me);
  }

  /** Until the condition holds; looks again whenever the other thread says something. */
  #wait(holds: () => boolean): void {
    const other = 1 - this.#me;
    for (;;) {
      const beat = Atomics.load(this.#shared, places.beat + other);
      if (holds()) return;
      const woken = Atomics.wait(this.#shared, places.beat + other, beat, patience);
      const isWriting = Atomics.load(this.#shared, places.writing + other) === 1;
      const isSilent = Atomics.load(this.#shared, places.beat + other) === beat;
      // Who writes may wait for its reader as long as that one likes.
      if (woken === 'timed-out' && isSilent && !isWriting && !holds()) throw new Error('A thread has stopped working.');
    }
  }
}

function lengthOf(record: AuditRecord): number {
  return record instanceof LineRecord && record.block !== undefined ? record.end - record.start : record.raw.length;
}
