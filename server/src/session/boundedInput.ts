import { Transform, type TransformCallback } from 'node:stream';
import { largestDocument } from './largestText';

/** In bytes: a message with the largest document that is read is less, unless nearly all of its characters are escaped. */
export const largestMessage = 3 * largestDocument;

/** How much of the beginning and of the end of a message that is too large is looked at to see what it was. */
const looked = 16_384;
/** Headers are a few dozen bytes. */
const longestHeaders = 8192;

/** A message that was not read, as far as its ends tell what it was. */
export interface Unread {
  readonly bytes: number;
  readonly id?: number | string;
  readonly method?: string;
  readonly uri?: string;
  readonly languageId?: string;
  readonly version?: number;
}

/**
 * Stands before the reader of messages, which would gather a message of any size before it looks at it: one that is too
 * large is let pass by without being kept, and `instead` says what to read in its place.
 */
export class BoundedInput extends Transform {
  readonly #instead: (unread: Unread) => object;
  /** The headers that have come so far; empty while a body comes. */
  #headers = Buffer.alloc(0);
  /** How many bytes of the body are still to come. */
  #left = 0;
  #skipped: Skipped | undefined;

  constructor(instead: (unread: Unread) => object) {
    super();
    this.#instead = instead;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let rest = chunk; rest.length > 0;) rest = this.#left > 0 ? this.#body(rest) : this.#header(rest);
    done();
  }

  #body(chunk: Buffer): Buffer {
    const here = chunk.subarray(0, this.#left);
    this.#left -= here.length;
    if (this.#skipped === undefined) this.push(here);
    else this.#skip(here, this.#skipped);
    return chunk.subarray(here.length);
  }

  #header(chunk: Buffer): Buffer {
    const before = this.#headers.length;
    const all = Buffer.concat([this.#headers, chunk.subarray(0, longestHeaders)]);
    const end = all.indexOf('\r\n\r\n');
    if (end === -1) {
      // What is no header is the reader's to complain of.
      if (all.length > longestHeaders) {
        this.push(all);
        this.#headers = Buffer.alloc(0);
      } else this.#headers = all;
      return chunk.subarray(longestHeaders);
    }
    this.#headers = Buffer.alloc(0);
    const headers = all.subarray(0, end + 4);
    const length = Number(/^content-length: *(\d+)/im.exec(headers.toString('latin1'))?.[1] ?? 0);
    this.#left = length;
    if (length > largestMessage) this.#skipped = { bytes: length, head: Buffer.alloc(0), tail: Buffer.alloc(0) };
    else this.push(headers);
    return chunk.subarray(end + 4 - before);
  }

  #skip(here: Buffer, skipped: Skipped): void {
    if (skipped.head.length < looked) skipped.head = Buffer.concat([skipped.head, here.subarray(0, looked)]);
    skipped.tail = Buffer.concat([skipped.tail, here.subarray(-looked)]).subarray(-looked);
    if (this.#left > 0) return;
    this.#skipped = undefined;
    const body = Buffer.from(JSON.stringify(this.#instead(unreadOf(skipped))));
    this.push(`Content-Length: ${body.length}\r\n\r\n`);
    this.push(body);
  }
}

/** What is kept of a message that is let go. */
interface Skipped {
  readonly bytes: number;
  head: Buffer;
  tail: Buffer;
}

function unreadOf({ bytes, head, tail }: Skipped): Unread {
  const text = `${head.toString('utf8')}\n${tail.toString('utf8')}`;
  /** In a text quotes are escaped, so that these are no words of a document. */
  const value = (name: string): unknown => {
    const found = new RegExp(`(?<!\\\\)"${name}" *: *("(?:[^"\\\\]|\\\\.){0,4096}"|-?\\d+)`).exec(text)?.[1];
    try {
      return found === undefined ? undefined : JSON.parse(found);
    } catch {
      return undefined;
    }
  };
  const textOf = (name: string) => {
    const found = value(name);
    return typeof found === 'string' ? { [name]: found } : {};
  };
  const version = value('version');
  const id = value('id');
  return {
    bytes,
    ...textOf('method'),
    ...textOf('uri'),
    ...textOf('languageId'),
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof id === 'number' || typeof id === 'string' ? { id } : {}),
  };
}
