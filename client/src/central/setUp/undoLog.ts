import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generation } from '../../deploy/generations';
import type { CentralWish } from './wish';

/** What a set-up has done so far, so that it can be taken back, also by another window after this one has gone. */
export interface UndoRecord {
  readonly id: string;
  /** ISO time. */
  readonly made: string;
  readonly wish: CentralWish;
  /** The central server first. */
  readonly hosts: readonly UndoHost[];
}

export interface UndoHost {
  readonly host: string;
  /** The files that were replaced. */
  readonly generation: Generation | undefined;
  /** In the order in which they were done. */
  readonly actions: readonly UndoAction[];
}

export interface UndoAction {
  readonly words: string;
  /** null: it stays. */
  readonly undo: string | null;
}

/** The set-ups that can be taken back, a file each in a folder of the editor's own storage. */
export class UndoLog {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Newest first. A file that cannot be read is left out: it may be a newer version's. */
  async all(): Promise<UndoRecord[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .map(async (name) => {
          try {
            return JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as UndoRecord;
          } catch {
            return undefined;
          }
        }),
    );
    return records.filter((record) => record !== undefined).sort((a, b) => b.made.localeCompare(a.made));
  }

  async save(record: UndoRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#file(record.id);
    await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  async drop(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
