import type { EventDetails, PanelRow, PanelWords } from '../../core/src/protocol/panel';
import { detailsView, type RowDeeds } from './detailsView';
import { element } from './dom';
import { rowLabel, rowLine, sameRow } from './rowView';

/** What is known of an opened row; 'closed': it is not opened. */
export type Opened = EventDetails | undefined | 'closed';

/** One place of the list: a row's line and, below it, what it opens to. */
export class RowItem {
  readonly view: HTMLElement;
  readonly #words: PanelWords;
  #row: PanelRow | undefined;
  #opened: Opened = 'closed';

  constructor(position: number, words: PanelWords) {
    this.#words = words;
    this.view = element('div', { class: 'item', role: 'presentation', 'data-position': String(position) });
    this.view.append(rowLine(undefined, words));
  }

  /** The row that it shows; what takes its place may be on its way. */
  get row(): PanelRow | undefined {
    return this.#row;
  }

  get isOpen(): boolean {
    return this.#opened !== 'closed';
  }

  /** True when something else is shown than before, so that its height may be another. */
  show(row: PanelRow | undefined, opened: Opened, does: RowDeeds): boolean {
    if (row === undefined) return false;
    const fresh = !sameRow(this.#row, row);
    if (fresh) this.view.replaceChildren(rowLine(row, this.#words));
    this.#row = row;
    if (!fresh && opened === this.#opened) return false;
    this.view.querySelector(':scope > .opened')?.remove();
    if (opened !== 'closed') {
      const details = detailsView(opened, this.#words, does);
      this.view.append(element('div', { class: 'opened', role: 'row', 'aria-level': '2' }, details));
    }
    this.#opened = opened;
    return true;
  }

  /** For people who hear or use keys. `index` counts from 1. */
  mark(id: string, index: number, selected: boolean): void {
    const line = this.view.firstElementChild;
    if (line === null) return;
    line.id = id;
    line.setAttribute('aria-rowindex', String(index));
    line.setAttribute('aria-selected', String(selected));
    line.setAttribute('aria-level', '1');
    line.classList.toggle('selected', selected);
    if (this.#row?.kind !== 'event') return;
    line.setAttribute('aria-expanded', String(this.isOpen));
    line.setAttribute('aria-label', rowLabel(this.#row, this.#words));
  }
}
