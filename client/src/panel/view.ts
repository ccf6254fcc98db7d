import type { Entry, Store, StoreChange } from '../tail/store';

/**
 * What a filter lets through of a store, newest last. Rows have positions that stay with them while entries come at the
 * end, fall out at the beginning, or are found further back: a new view looks through the store from the newest entry
 * backwards, piece by piece, so positions below 0 are ordinary.
 */
export class LogView {
  readonly #store: Store;
  readonly #matches: (entry: Entry) => boolean;
  /** Ids at positions `#offset`, `#offset + 1`, … ascending. */
  #newer: number[] = [];
  #offset = 0;
  /** Ids at positions -1, -2, … descending. */
  readonly #older: number[] = [];
  /** Ids from here on have been looked at. */
  #lookedAt: number;
  readonly #beganAt: number;

  /** What the store holds now counts as seen: its pending change must have been taken. */
  constructor(store: Store, matches: (entry: Entry) => boolean) {
    this.#store = store;
    this.#matches = matches;
    this.#lookedAt = store.end;
    this.#beganAt = store.end;
  }

  get first(): number {
    return this.#older.length > 0 ? -this.#older.length : this.#offset;
  }

  get end(): number {
    return this.#offset + this.#newer.length;
  }

  /** How much of what was there at the beginning has been looked at: 0 to 1. */
  get done(): number {
    const all = this.#beganAt - this.#store.first;
    return all <= 0 ? 1 : Math.min(1, (this.#beganAt - this.#lookedAt) / all);
  }

  idAt(position: number): number | undefined {
    return position < 0 ? this.#older[-1 - position] : this.#newer[position - this.#offset];
  }

  /** Looks further back until `enough` says so; true when everything has been looked at. */
  lookBack(enough: () => boolean): boolean {
    while (this.#lookedAt > this.#store.first) {
      if (enough()) return false;
      const stop = Math.max(this.#store.first, this.#lookedAt - 64);
      while (this.#lookedAt > stop) {
        const id = --this.#lookedAt;
        if (this.#fits(id)) this.#older.push(id);
      }
    }
    return true;
  }

  /** Follows the store. Answers the position from which on rows are other than before; undefined when none are. */
  absorb(change: StoreChange): number | undefined {
    this.#forget(change.first);
    let changedFrom = Infinity;
    for (const id of change.amended) changedFrom = Math.min(changedFrom, this.#amended(id));
    const end = this.end;
    for (let id = change.added; id < change.end; id++) if (this.#fits(id)) this.#newer.push(id);
    if (this.end > end) changedFrom = Math.min(changedFrom, end);
    return changedFrom === Infinity ? undefined : changedFrom;
  }

  #fits(id: number): boolean {
    const entry = this.#store.get(id);
    return entry !== undefined && this.#matches(entry);
  }

  #forget(firstId: number): void {
    while (this.#older.length > 0 && (this.#older.at(-1) ?? 0) < firstId) this.#older.pop();
    if (this.#older.length > 0) return;
    const gone = lowerBound(this.#newer, (id) => id >= firstId);
    if (gone === 0) return;
    this.#newer = this.#newer.slice(gone);
    this.#offset += gone;
  }

  #amended(id: number): number {
    if (id < this.#lookedAt) return Infinity;
    const old = id < this.#beganAt;
    const ids = old ? this.#older : this.#newer;
    const at = lowerBound(ids, old ? (other) => other <= id : (other) => other >= id);
    const was = ids[at] === id;
    const fits = this.#fits(id);
    if (!was && !fits) return Infinity;
    if (was && !fits) ids.splice(at, 1);
    if (!was && fits) ids.splice(at, 0, id);
    // Among the older ones, what lies before it moves as well.
    if (old && was !== fits) return this.first;
    return old ? -1 - at : this.#offset + at;
  }
}

/** The first index whose value is `beyond`, in values where none after it is not. */
function lowerBound(values: readonly number[], beyond: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beyond(values[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
