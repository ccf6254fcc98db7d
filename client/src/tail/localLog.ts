import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Happening } from './following';
import { pageBefore, type LogPast, type PastPage } from './past';
import type { Clock, Interruption, LogSource } from './source';

const chunkSize = 256 * 1024;
const pollMilliseconds = 200;

export interface LocalLogOptions {
  /** Go on with what is written to it, across rotations? */
  readonly follow: boolean;
  /** What the person calls it; default the file's name. */
  readonly title?: string;
  /** Stands for the node where the log names none. */
  readonly host?: string;
}

/** A log on this machine: read from its beginning, then, where wanted, followed by name across rotations. */
export class LocalLog implements LogSource, LogPast {
  readonly title: string;
  readonly host: string | null;
  readonly past = this;
  readonly isCut = false;
  readonly #path: string;
  readonly #follow: boolean;
  readonly #clock: Clock;

  constructor(path: string, options: LocalLogOptions, clock: Clock) {
    this.#path = path;
    this.title = options.title ?? basename(path);
    this.host = options.host ?? null;
    this.#follow = options.follow;
    this.#clock = clock;
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    let file = await open(this.#path, 'r');
    try {
      yield { kind: 'opened', path: this.#path, offset: 0, again: false };
      if (await isGzip(file)) {
        for await (const bytes of unpackedBytes(file)) yield { kind: 'bytes', bytes };
        return;
      }
      let offset = 0;
      while (!signal.aborted) {
        for await (const bytes of rest(file, offset)) {
          yield { kind: 'bytes', bytes };
          offset += bytes.length;
        }
        if (!this.#follow) return;
        const own = await file.stat();
        if (own.size < offset) {
          yield { kind: 'truncated', had: offset, size: own.size };
          offset = 0;
          continue;
        }
        if (own.size > offset) continue;
        const named = await stat(this.#path).catch(() => undefined);
        if (named !== undefined && (named.ino !== own.ino || named.dev !== own.dev)) {
          // The writer left the old file before the name came back: what it still holds comes first.
          for await (const bytes of rest(file, offset)) {
            yield { kind: 'bytes', bytes };
            offset += bytes.length;
          }
          const next = await open(this.#path, 'r');
          await file.close();
          file = next;
          offset = 0;
          yield { kind: 'rotated', path: this.#path };
          continue;
        }
        await this.#clock.sleep(pollMilliseconds, signal);
      }
    } finally {
      await file.close();
    }
  }

  /** Rotated files are looked at as well when the live one is followed. */
  async before(beginning: string, signal: AbortSignal): Promise<PastPage> {
    for (let number = 0; ; number++) {
      const file = await open(number === 0 ? this.#path : `${this.#path}.${number}`, 'r').catch(() => undefined);
      if (file === undefined || signal.aborted) return { found: false };
      try {
        const chunks = (await isGzip(file)) ? unpackedBytes(file) : rest(file, 0);
        const page = await pageBefore(chunks, beginning);
        if (page.found || !this.#follow) return page;
      } finally {
        await file.close();
      }
    }
  }

  judge(error: unknown): Interruption {
    return { mayRetry: false, reason: fileReason(this.title, error) };
  }

  dispose(): void {}
}

/** A log whose bytes are at hand, as from a file system that only the editor can reach. */
export class SavedLog implements LogSource, LogPast {
  readonly title: string;
  readonly host: string | null;
  readonly past = this;
  readonly isCut = false;
  readonly #bytes: Uint8Array;

  constructor(title: string, bytes: Uint8Array, host?: string) {
    this.title = title;
    this.host = host ?? null;
    this.#bytes = bytes;
  }

  async *attempt(): AsyncGenerator<Happening, void, void> {
    yield { kind: 'opened', path: this.title, offset: 0, again: false };
    for await (const bytes of this.#chunks()) yield { kind: 'bytes', bytes };
  }

  before(beginning: string): Promise<PastPage> {
    return pageBefore(this.#chunks(), beginning);
  }

  judge(error: unknown): Interruption {
    return { mayRetry: false, reason: fileReason(this.title, error) };
  }

  dispose(): void {}

  async *#chunks(): AsyncGenerator<Uint8Array, void, void> {
    if (this.#bytes[0] === 0x1f && this.#bytes[1] === 0x8b) {
      const gunzip = createGunzip();
      gunzip.end(this.#bytes);
      for await (const bytes of gunzip) yield bytes as Uint8Array;
      return;
    }
    for (let at = 0; at < this.#bytes.length; at += chunkSize) yield this.#bytes.subarray(at, at + chunkSize);
  }
}

async function isGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function* unpackedBytes(file: FileHandle): AsyncGenerator<Uint8Array, void, void> {
  const packed = file.createReadStream({ start: 0, autoClose: false });
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  for await (const bytes of packed.pipe(gunzip)) yield bytes as Uint8Array;
}

async function* rest(file: FileHandle, from: number): AsyncGenerator<Uint8Array, void, void> {
  for (let offset = from; ;) {
    // Its own buffer each time: the taker may keep it.
    const { buffer, bytesRead } = await file.read(new Uint8Array(chunkSize), 0, chunkSize, offset);
    if (bytesRead === 0) return;
    offset += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function fileReason(name: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EACCES':
    case 'EPERM':
      return `${name} may not be read by you: audit logs are root's. Tail the host instead, which asks sudo, or copy the file.`;
    case 'ENOENT':
      return `${name} is not there any more.`;
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return `${name} is damaged or cut off: what is shown is what could be unpacked (${said}).`;
    default:
      return `${name}: ${said}`;
  }
}
