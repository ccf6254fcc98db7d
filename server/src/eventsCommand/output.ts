import { writeSync } from 'node:fs';

/** The reader of standard output has gone (`| head`): nothing more is wanted. */
export class ReaderGone extends Error {}

const pause = new Int32Array(new SharedArrayBuffer(4));
const usualSize = 1 << 18;

/**
 * What is to be written, collected in one piece of memory, which who makes much text fills by itself: `room`, then bytes
 * at `used`. Goes to a file descriptor in large pieces, at once, so that nothing piles up.
 */
export class Output {
  /** Another one after `room` and `flush`. */
  bytes = Buffer.allocUnsafe(usualSize);
  used = 0;
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Makes sure that so many bytes fit behind `used`. */
  room(length: number): void {
    if (length <= this.bytes.length - this.used) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.used + length));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }

  write(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    this.room(text.length * 3);
    this.used += this.bytes.write(text, this.used);
  }

  /** Between events: writes what is there when it is much. */
  flushIfFull(): void {
    if (this.used >= usualSize / 2) this.flush();
  }

  flush(): void {
    const { bytes, used } = this;
    if (used === 0) return;
    this.used = 0;
    // One huge event must not hold on to memory.
    if (bytes.length > 16 * usualSize) this.bytes = Buffer.allocUnsafe(usualSize);
    this.#writeAll(bytes.subarray(0, used));
  }

  #writeAll(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(this.#descriptor, bytes, at);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'EPIPE') throw new ReaderGone();
        if (code !== 'EAGAIN') throw error;
        // The pipe is full and was opened without waiting: wait for its reader.
        Atomics.wait(pause, 0, 0, 5);
      }
    }
  }
}
