import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
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

/**
 * The bytes of a file, or of standard input for `-`, block by block; the block is used again for the next one. A file
 * that gzip made is unpacked. Throws what the system says.
 */
export function* blocksOf(path: string): Generator<Uint8Array> {
  const descriptor = path === '-' ? 0 : openSync(path, 'r');
  const block = Buffer.allocUnsafe(blockSize);
  try {
    let length = readWaiting(descriptor, block);
    if (path !== '-' && length > 2 && block[0] === 0x1f && block[1] === 0x8b) {
      yield* unpacked(descriptor, block.subarray(0, length));
      return;
    }
    for (; length > 0; length = readWaiting(descriptor, block)) yield block.subarray(0, length);
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
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

function* unpacked(descriptor: number, first: Buffer): Generator<Uint8Array> {
  const parts = [Buffer.from(first)];
  const block = Buffer.allocUnsafe(blockSize);
  for (let length = readWaiting(descriptor, block); length > 0; length = readWaiting(descriptor, block)) {
    parts.push(Buffer.from(block.subarray(0, length)));
  }
  yield gunzipSync(Buffer.concat(parts));
}
