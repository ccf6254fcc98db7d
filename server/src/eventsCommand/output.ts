import { writeSync } from 'node:fs';

/** The reader of standard output has gone (`| head`): nothing more is wanted. */
export class ReaderGone extends Error {}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Text to a file descriptor in large pieces, written at once so that nothing piles up in memory. */
export class Output {
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(1 << 18);
  #used = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    if (text.length * 3 > this.#buffer.length - this.#used) {
      this.flush();
      if (text.length * 3 > this.#buffer.length) {
        this.#writeAll(Buffer.from(text));
        return;
      }
    }
    this.#used += this.#buffer.write(text, this.#used);
  }

  flush(): void {
    const used = this.#used;
    this.#used = 0;
    if (used > 0) this.#writeAll(this.#buffer.subarray(0, used));
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
