import type { PanelRow, RowBatch, RowRange } from '../../../core/src/protocol/panel';
import type { Logs } from '../tail/logs';
import type { Entry } from '../tail/store';
import type { Shown } from './shown';

/** Newest rows that a batch brings to a page that follows. */
const tailRows = 120;
/** Rows that a page may ask for at once. */
const mostRows = 600;

/**
 * What the page has been told of the rows, and what it is to be told next. A batch goes out only when the last one was
 * acknowledged, so a slow page slows nothing but itself.
 */
export class RowSender {
  /** Does the page stand at the end? Then batches bring the newest rows. */
  following = true;
  readonly #row: (entry: Entry, id: number, logs: Logs) => PanelRow;
  #generation: number;
  #batch: number;
  #unacknowledged: number | undefined;
  #sent = { generation: -1, first: 0, end: 0 };
  #again = false;

  constructor(row: (entry: Entry, id: number, logs: Logs) => PanelRow, numbersFrom: number) {
    this.#row = row;
    this.#generation = numbersFrom;
    this.#batch = numbersFrom;
  }

  get generation(): number {
    return this.#generation;
  }

  get sentGeneration(): number {
    return this.#sent.generation;
  }

  /** The page is another one, which knows nothing. */
  forget(): void {
    this.#unacknowledged = undefined;
    this.#sent = { generation: -1, first: 0, end: 0 };
  }

  /** Positions begin anew. A page that still works on the last batch need not be waited for: it throws that away. */
  renew(): void {
    this.#generation++;
    this.#unacknowledged = undefined;
  }

  /** All rows may look different from now on. */
  again(): void {
    this.#again = true;
  }

  acknowledge(batch: number): boolean {
    if (batch !== this.#unacknowledged) return false;
    this.#unacknowledged = undefined;
    return true;
  }

  /** What is new; undefined when nothing is, or the page has not dealt with the last batch yet. */
  next(shown: Shown): RowBatch | undefined {
    if (this.#unacknowledged !== undefined) return undefined;
    const { first, end } = shown.view;
    const anew = this.#sent.generation !== this.#generation;
    const changed = shown.view.takeChangedFrom();
    const moved = first !== this.#sent.first || end !== this.#sent.end;
    if (!anew && !this.#again && changed === Infinity && !moved) return undefined;
    const changedFrom = anew || this.#again ? first : Math.min(changed, this.#sent.end);
    const from = this.following ? Math.max(first, Math.min(Math.max(changedFrom, end - tailRows), end)) : end;
    this.#unacknowledged = ++this.#batch;
    this.#sent = { generation: this.#generation, first, end };
    this.#again = false;
    const rows = this.#rows(shown, from, end);
    return { batch: this.#batch, generation: this.#generation, first, end, changedFrom, from, rows };
  }

  /** The rows that the page asks for, so far as it has been told of them: of those, all may have fallen out since. */
  rowsOf(shown: Shown, { from, to }: RowRange): RowBatch {
    const { end } = shown.view;
    const first = Math.min(shown.view.first, this.#sent.end);
    const low = Math.max(from, first);
    const high = Math.min(to, end, low + mostRows, this.#sent.end);
    const { generation } = this.#sent;
    return {
      batch: 0,
      generation,
      first,
      end: this.#sent.end,
      changedFrom: null,
      from: low,
      rows: this.#rows(shown, low, high),
    };
  }

  #rows(shown: Shown, from: number, to: number): PanelRow[] {
    const rows: PanelRow[] = [];
    for (let position = from; position < to; position++) {
      const found = shown.entryAt(position);
      // Fallen out since: the next batch says so.
      if (found === undefined) break;
      rows.push(this.#row(found.entry, found.id, shown.logs));
    }
    return rows;
  }
}
