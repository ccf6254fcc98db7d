import type { PanelWords } from '../../core/src/protocol/panel';
import { element } from './dom';
import { RowItem } from './rowItem';

/** The rows that exist, by position: those in view. Tells when the height of an opened one has changed. */
export class RowPool {
  /** As high as all rows would be. */
  readonly view = element('div', { class: 'sizer', role: 'presentation' });
  readonly #words: PanelWords;
  readonly #items = new Map<number, RowItem>();
  readonly #heights: ResizeObserver;

  constructor(words: PanelWords, measured: (position: number, height: number) => void, settled: () => void) {
    this.#words = words;
    this.#heights = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const view = target as HTMLElement;
        const position = Number(view.dataset['position']);
        const isShown = this.#items.get(position)?.view === view;
        if (isShown && view.offsetHeight > 0) measured(position, view.offsetHeight);
      }
      settled();
    });
  }

  /** Lets go of rows that are needed no more. */
  keep(needed: ReadonlySet<number>): void {
    for (const [position, { view }] of this.#items) {
      if (needed.has(position)) continue;
      this.#heights.unobserve(view);
      view.remove();
      this.#items.delete(position);
    }
  }

  at(position: number): RowItem {
    let item = this.#items.get(position);
    if (item === undefined) {
      item = new RowItem(position, this.#words);
      this.#items.set(position, item);
      this.view.append(item.view);
    }
    return item;
  }

  /** Rows that are not opened are all of one height. */
  watch(item: RowItem): void {
    if (item.isOpen) this.#heights.observe(item.view);
    else this.#heights.unobserve(item.view);
  }

  opened(): readonly (readonly [position: number, item: RowItem])[] {
    return [...this.#items].filter(([, { isOpen }]) => isOpen);
  }
}
