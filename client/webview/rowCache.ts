import type { PanelRow, RowBatch, RowRange } from '../../core/src/protocol/panel';

/** So many rows around what is in view are kept. */
const kept = 1500;

/** The rows that the page holds, by position. */
export class RowCache {
  generation = -1;
  first = 0;
  end = 0;
  readonly #rows = new Map<number, PanelRow>();
  /** Still shown, since what comes in their place is mostly the same; asked for anew. */
  readonly #stale = new Set<number>();
  /** Asked for and not here yet. */
  readonly #awaited = new Set<number>();

  get(position: number): PanelRow | undefined {
    return this.#rows.get(position);
  }

  /** Where a row stands, so far as it is held and known to be there. */
  positionOf(id: number): number | undefined {
    for (const [position, row] of this.#rows) if (row.id === id && !this.#stale.has(position)) return position;
    return undefined;
  }

  /** Takes a batch in; true when the positions begin anew. */
  take(batch: RowBatch): boolean {
    const anew = batch.generation !== this.generation;
    this.generation = batch.generation;
    this.first = batch.first;
    this.end = batch.end;
    if (anew) this.#awaited.clear();
    for (const position of this.#rows.keys()) {
      if (anew || position < batch.first || position >= batch.end) this.#forget(position);
      else if (batch.changedFrom !== null && position >= batch.changedFrom) this.#stale.add(position);
    }
    if (batch.changedFrom !== null) {
      // What was asked for before the change may come from before it as well: ask again.
      for (const position of this.#awaited) if (position >= batch.changedFrom) this.#awaited.delete(position);
    }
    batch.rows.forEach((row, index) => {
      const position = batch.from + index;
      this.#rows.set(position, row);
      this.#stale.delete(position);
      this.#awaited.delete(position);
    });
    return anew;
  }

  /** What to ask for so that the positions from `from` to `to` (excluded) can be shown, with some more on both sides. */
  wanted(from: number, to: number): RowRange | undefined {
    let low = Infinity;
    let high = -Infinity;
    for (let position = Math.max(from, this.first); position < Math.min(to, this.end); position++) {
      const here = this.#rows.has(position) && !this.#stale.has(position);
      if (here || this.#awaited.has(position)) continue;
      low = Math.min(low, position);
      high = Math.max(high, position);
    }
    if (low === Infinity) return undefined;
    const range = {
      generation: this.generation,
      from: Math.max(this.first, low - 60),
      to: Math.min(this.end, high + 61),
    };
    for (let position = range.from; position < range.to; position++) this.#awaited.add(position);
    return range;
  }

  /** Lets go of what is far from view. */
  trim(from: number, to: number): void {
    if (this.#rows.size <= 2 * kept) return;
    for (const position of this.#rows.keys()) {
      if (position < from - kept / 2 || position > to + kept / 2) this.#forget(position);
    }
  }

  #forget(position: number): void {
    this.#rows.delete(position);
    this.#stale.delete(position);
  }
}
