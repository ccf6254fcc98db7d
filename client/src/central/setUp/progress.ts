import { wrapped } from '../../deploy/wrapped';

/** How far a set-up has come, host by host: what is shown while it runs, and what is left when it has ended. */
export interface Item {
  readonly host: string;
  readonly words: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'undone';
  /** What came of it: `seen after 0.8 s as node=web1`, or why it failed. */
  readonly detail?: string;
}

/** The items in their order; tells whoever shows them of every change. */
export class Progress {
  readonly #items: Item[] = [];
  readonly #onChange: (items: readonly Item[]) => void;

  constructor(onChange: (items: readonly Item[]) => void) {
    this.#onChange = onChange;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Returns the item's number, with which it is changed. */
  add(host: string, words: string): number {
    this.#items.push({ host, words, state: 'waiting' });
    return this.#items.length - 1;
  }

  change(number: number, state: Item['state'], detail?: string): void {
    const item = this.#items[number];
    if (item === undefined) return;
    this.#items[number] = { ...item, state, ...(detail === undefined ? {} : { detail }) };
    this.#onChange(this.#items);
  }

  /** What a host's items are called when its change was taken back. */
  undo(host: string): void {
    for (const [number, item] of this.#items.entries()) {
      if (item.host === host && item.state === 'done') this.#items[number] = { ...item, state: 'undone' };
    }
    this.#onChange(this.#items);
  }
}

const signs = { waiting: '·', running: '…', done: '✓', failed: '✗', undone: '↩' } as const;

/** A line for each item under its host's name. */
export function progressText(items: readonly Item[]): string {
  const hosts = [...new Set(items.map(({ host }) => host))];
  return hosts
    .map((host) => {
      const lines = items
        .filter((item) => item.host === host)
        .flatMap(({ state, words, detail }) =>
          wrapped(`${signs[state]} ${words}${detail === undefined ? '' : `: ${detail}`}`, '  '),
        );
      return `${host}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
