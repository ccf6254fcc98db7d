import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteReader } from '../../../core/src/events/lines';

/** What `toString('latin1', …)` ends in; asked for itself it takes half the time on short lines. */
interface Latin1Source {
  latin1Slice(start: number, end: number): string;
}

/** Node's own ways to look at bytes, which are faster than JavaScript's. Chunks are Buffers here. */
export const nodeBytes: ByteReader = {
  latin1: (bytes, start, end) => (bytes as unknown as Latin1Source).latin1Slice(start, end),
  isAscii: (bytes) => isAscii(bytes),
};

// Pieces of this size stay in the young part of the heap: larger ones cost twice the time (measured with npm run bench events).
const blockSize = 1 << 16;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** What other packers write first. Who wants to read them has the program that unpacks them. */
const otherPackers: readonly (readonly [program: string, begin: readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/** A file that is open, and how much of it is read: what it had when it was opened. */
export interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
}

/** Opens regular files; undefined where one is something else or cannot be opened, or all have less than `least` bytes. */
export function openAll(paths: readonly string[], least: number): readonly OpenFile[] | undefined {
  const files: OpenFile[] = [];
  try {
    for (const path of paths) {
      const descriptor = openSync(path, 'r');
      const stat = fstatSync(descriptor);
      files.push({ path, descriptor, size: stat.size });
      if (!stat.isFile()) throw new Error('no file');
    }
    if (files.reduce((sum, { size }) => sum + size, 0) < least) throw new Error('too little');
    return files;
  } catch {
    for (const { descriptor } of files) closeSync(descriptor);
    return undefined;
  }
}

/**
 * The bytes of a file, or of standard input for `-`, block by block; the block is used again for the next one. What gzip
 * made is unpacked piece by piece. Throws what the system says.
 */
export async function* blocksOf(file: string | OpenFile): AsyncGenerator<Uint8Array> {
  const descriptor = typeof file !== 'string' ? file.descriptor : file === '-' ? 0 : openSync(file, 'r');
  try {
    const blocks = typeof file === 'string' ? rawBlocks(descriptor) : blocksOfOpen(file);
    const first = blocks.next();
    if (first.done === true) return;
    const begins = (bytes: readonly number[]) => bytes.every((byte, at) => first.value[at] === byte);
    const packer = otherPackers.find(([, begin]) => begins(begin))?.[0];
    if (packer !== undefined) {
      throw new Error(`it is packed with ${packer}. Unpack it on the way: ${packer} -dc FILE | auditd-events`);
    }
    if (begins([0x1f, 0x8b])) yield* unpacked(first.value, blocks);
    else {
      yield first.value;
      yield* blocks;
    }
  } finally {
    if (descriptor !== 0 && typeof file === 'string') closeSync(descriptor);
  }
}

function* rawBlocks(descriptor: number): Generator<Buffer, undefined> {
  const block = Buffer.allocUnsafe(blockSize);
  for (let length = readWaiting(descriptor, block); length > 0; length = readWaiting(descriptor, block)) {
    yield block.subarray(0, length);
  }
  return undefined;
}

/** The descriptor is shared with the other thread: each has its own place in the file. */
function* blocksOfOpen({ descriptor, size }: OpenFile): Generator<Buffer, undefined> {
  const block = Buffer.allocUnsafe(blockSize);
  for (let at = 0; at < size;) {
    const length = readSync(descriptor, block, 0, Math.min(block.length, size - at), at);
    if (length === 0) return undefined;
    at += length;
    yield block.subarray(0, length);
  }
  return undefined;
}

/** Reads; waits where standard input was opened without waiting. 0 at the end. */
function readWaiting(descriptor: number, block: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, block, 0, block.length, null);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

async function* unpacked(first: Buffer, rest: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const copies = function* () {
    // Copies: the unpacking goes on in another thread while the block is filled again.
    yield Buffer.from(first);
    for (const block of rest) yield Buffer.from(block);
  };
  const packed = Readable.from(copies());
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  for await (const bytes of packed.pipe(gunzip)) yield bytes as Uint8Array;
}
