import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Source } from './pipeline';

const block = Buffer.allocUnsafe(1 << 17);

/**
 * A log file that is written to and rotated by renaming (audit.log → audit.log.1 → .2 …). What the renamed file still
 * gets is read to its end first, then what was rotated away in between, then the new file from its beginning.
 */
export class FollowedFile {
  readonly path: string;
  readonly #source: Source;
  readonly #say: (message: string) => void;
  #descriptor: number | undefined;
  #inode = 0;
  #offset = 0;

  /** Throws what the system says when the file cannot be read at the beginning. */
  constructor(path: string, source: Source, say: (message: string) => void) {
    this.path = path;
    this.#source = source;
    this.#say = say;
    this.#open(path);
  }

  /** Reads what is there now. */
  poll(): void {
    this.#readOn();
    const current = inodeOf(this.path);
    if (current === undefined || current === this.#inode) return;
    // Renamed, or another file put in its place. The last lines may have come between the reading and the look.
    this.#readOn();
    for (const path of this.#rotatedSince()) this.#readWhole(path);
    try {
      this.close();
      this.#open(this.path);
      this.#readOn();
    } catch (error) {
      // It may have been renamed again just now: the next poll looks again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(path: string): void {
    this.#descriptor = openSync(path, 'r');
    this.#inode = fstatSync(this.#descriptor).ino;
    this.#offset = 0;
  }

  #readOn(): void {
    if (this.#descriptor === undefined) return;
    const { size } = fstatSync(this.#descriptor);
    if (size < this.#offset) {
      this.#say(`${this.path} was truncated: going on from its beginning.`);
      this.#offset = 0;
    }
    for (;;) {
      const length = readSync(this.#descriptor, block, 0, block.length, this.#offset);
      if (length === 0) return;
      this.#offset += length;
      this.#source.push(block.subarray(0, length));
    }
  }

  /** Rotated files that are newer than ours, oldest first: those with a smaller number than ours has now. */
  #rotatedSince(): string[] {
    const folder = dirname(this.path);
    const prefix = `${basename(this.path)}.`;
    const numbered = readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && /^\d{1,6}$/.test(name.slice(prefix.length)))
      .map((name) => ({ path: join(folder, name), number: Number(name.slice(prefix.length)) }));
    const ours = numbered.find(({ path }) => inodeOf(path) === this.#inode);
    if (ours === undefined) {
      if (numbered.length > 0) this.#say(`${this.path} was replaced and the old file is gone: events may be missing.`);
      return [];
    }
    return numbered
      .filter(({ number }) => number < ours.number)
      .sort((a, b) => b.number - a.number)
      .map(({ path }) => path);
  }

  #readWhole(path: string): void {
    this.close();
    try {
      this.#open(path);
      this.#readOn();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
