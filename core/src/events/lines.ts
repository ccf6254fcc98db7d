import { textOfByteString } from './utf8';

/** Takes a line: its text (UTF-8 with replacement, without LF), the offset of its first byte, its length in bytes with the LF. */
export type LineSink = (text: string, offset: number, length: number) => void;

/** How the platform reads bytes. Node has faster ways than plain JavaScript; hand them in where speed counts. */
export interface ByteReader {
  /** The bytes from `start` to `end` (excluded), one character each. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
  /** Every byte is below 0x80. */
  isAscii(bytes: Uint8Array): boolean;
}

const plainReader: ByteReader = {
  latin1(bytes, start, end) {
    let text = '';
    for (let at = start; at < end; at += 4096) {
      // `apply` takes a typed array as it is; spreading one is twenty times slower.
      text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + 4096)) as unknown as number[]);
    }
    return text;
  },
  isAscii(bytes) {
    for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) > 0x7f) return false;
    return true;
  },
};

export interface LineSplitterOptions {
  /** Bytes of a line that are kept; what is beyond is cut and said so at the end of its text. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Offset of the first byte that will be pushed. Default 0. */
  readonly offset?: number;
  readonly reader?: ByteReader;
  /** Takes, instead of the sink, each line of ASCII that lies whole in a chunk: its bytes, without LF. */
  readonly inPlace?: (chunk: Uint8Array, start: number, end: number) => void;
}

const LF = 0x0a;

/**
 * Bytes in any chunks → lines. Only LF ends a line; the half-written last line waits for its LF. NUL, CR and ill-formed
 * UTF-8 pass as characters. Memory stays within `maxBytes` and one chunk, however long a line is.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  readonly #maxBytes: number;
  readonly #reader: ByteReader;
  readonly #inPlace: LineSplitterOptions['inPlace'];
  /** The line under way, one character a byte, and how long it is with what was cut. */
  #pending = '';
  #pendingLength = 0;
  #pendingAscii = true;
  #lineOffset: number;

  constructor(sink: LineSink, options: LineSplitterOptions = {}) {
    this.#sink = sink;
    this.#maxBytes = options.maxBytes ?? 1 << 20;
    this.#lineOffset = options.offset ?? 0;
    this.#reader = options.reader ?? plainReader;
    this.#inPlace = options.inPlace;
  }

  /** Where the next line begins: everything before it was handed on. A reader may resume here. */
  get offset(): number {
    return this.#lineOffset;
  }

  push(chunk: Uint8Array): void {
    const ascii = this.#reader.isAscii(chunk);
    const inPlace = ascii ? this.#inPlace : undefined;
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const length = end - start;
      if (this.#pendingLength > 0 || length > this.#maxBytes) {
        this.#collect(chunk, start, end, ascii);
        this.#flush(1);
      } else if (inPlace !== undefined) {
        this.#lineOffset += length + 1;
        inPlace(chunk, start, end);
      } else {
        // Each line is a string of its own, not a slice of the chunk: it is read faster, and holds on to nothing else.
        const line = this.#reader.latin1(chunk, start, end);
        const offset = this.#lineOffset;
        this.#lineOffset += length + 1;
        this.#sink(ascii ? line : textOfByteString(line), offset, length + 1);
      }
      start = end + 1;
    }
    if (start < chunk.length) this.#collect(chunk, start, chunk.length, ascii);
  }

  /** The input has ended: a last line without LF is handed on as it is. */
  end(): void {
    if (this.#pendingLength > 0) this.#flush(0);
  }

  #collect(chunk: Uint8Array, start: number, end: number, ascii: boolean): void {
    const room = this.#maxBytes - this.#pending.length;
    if (room > 0) {
      this.#pending += this.#reader.latin1(chunk, start, Math.min(end, start + room));
      this.#pendingAscii &&= ascii;
    }
    this.#pendingLength += end - start;
  }

  #flush(terminator: 0 | 1): void {
    const cut = this.#pendingLength - this.#pending.length;
    const text = this.#pendingAscii ? this.#pending : textOfByteString(this.#pending);
    const offset = this.#lineOffset;
    const length = this.#pendingLength + terminator;
    this.#pending = '';
    this.#pendingLength = 0;
    this.#pendingAscii = true;
    this.#lineOffset += length;
    this.#sink(cut > 0 ? `${text}\u2026[${cut} bytes cut]` : text, offset, length);
  }
}
