import type { KeptEvent } from '../tail/store';
import type { Bookmark, PanelMemory } from './memory';

/** The bookmarks of a workspace. An event is known by its node, time and serial, wherever it is read from. */
export class Bookmarks {
  readonly #memory: PanelMemory;
  #byKey: Map<string, Bookmark> | undefined;

  constructor(memory: PanelMemory) {
    this.#memory = memory;
  }

  /** In the order in which they were set. */
  get all(): readonly Bookmark[] {
    return [...this.#marks().values()];
  }

  /** Others may have changed what is remembered. */
  renew(): void {
    this.#byKey = undefined;
  }

  has(event: KeptEvent): boolean {
    const marks = this.#marks();
    return marks.size > 0 && marks.has(keyOf(event));
  }

  toggle(event: KeptEvent, sentence: string): void {
    const { node, sec, ms, serial } = event;
    if (this.has(event)) this.#marks().delete(keyOf(event));
    else this.#marks().set(keyOf(event), { node, sec, ms, serial, sentence });
    this.#memory.setBookmarks(this.all);
  }

  remove(bookmark: Bookmark): void {
    this.#marks().delete(keyOf(bookmark));
    this.#memory.setBookmarks(this.all);
  }

  #marks(): Map<string, Bookmark> {
    this.#byKey ??= new Map(this.#memory.bookmarks.map((bookmark) => [keyOf(bookmark), bookmark]));
    return this.#byKey;
  }
}

function keyOf({ node, sec, ms, serial }: Pick<Bookmark, 'node' | 'sec' | 'ms' | 'serial'>): string {
  return `${sec}.${ms}:${serial} ${node ?? ''}`;
}
