import type { Entry, Store, StoreChange } from '../tail/store';
import { lowerBound, timeOf, type RowsView } from './rowsView';

/**
 * Rows in the order of arrival, which is the order of one log. Their positions stay with them while entries come at the
 * end, fall out at the beginning, or are found further back.
 */
export class ArrivalView implements RowsView {
  readonly #store: Store;
  readonly #matches: (entry: Entry, id: number) => boolean;
  /** Ids at positions `#offset`, `#offset + 1`, … ascending. */
  #newer: number[] = [];
  #offset = 0;
  /** Ids at positions `#offset - 1`, `#offset - 2`, … descending: those that were there when the view began. */
  #older: number[] = [];
  /** Ids from here on have been looked at. */
  #lookedAt: number;
  readonly #beganAt: number;
  #changedFrom = Infinity;

  /** What the store holds now counts as seen: its pending change must have been taken. */
  constructor(store: Store, matches: (entry: Entry, id: number) => boolean) {
    this.#store = store;
    this.#matches = matches;
    this.#lookedAt = store.end;
    this.#beganAt = store.end;
  }

  get first(): number {
    return this.#offset - this.#older.length;
  }

  get end(): number {
    return this.#offset + this.#newer.length;
  }

  get done(): number {
    const all = this.#beganAt - this.#store.first;
    return all <= 0 ? 1 : Math.min(1, (this.#beganAt - this.#lookedAt) / all);
  }

  idAt(position: number): number | undefined {
    return position < this.#offset ? this.#older[this.#offset - 1 - position] : this.#newer[position - this.#offset];
  }

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

  absorb(change: StoreChange): void {
    this.#forget(change.first);
    this.#lookedAt = Math.max(this.#lookedAt, change.first);
    for (const id of change.amended) this.#changed(this.#amended(id));
    const { end } = this;
    for (let id = change.added; id < change.end; id++) if (this.#fits(id)) this.#newer.push(id);
    if (this.end > end) this.#changed(end);
  }

  expire(before: number): void {
    const isOver = (id: number | undefined) => {
      const entry = id === undefined ? undefined : this.#store.get(id);
      return entry !== undefined && timeOf(entry) < before;
    };
    while (this.#older.length > 0 && isOver(this.#older.at(-1))) this.#older.pop();
    if (this.#older.length === 0) this.#leaveOut(this.#newer.findIndex((id) => !isOver(id)));
    // Behind the first that stays, only those that came late.
    if (!this.#older.some(isOver) && !this.#newer.some(isOver)) return;
    this.#older = this.#older.filter((id) => !isOver(id));
    this.#newer = this.#newer.filter((id) => !isOver(id));
    this.#changed(this.first);
  }

  takeChangedFrom(): number {
    const from = this.#changedFrom;
    this.#changedFrom = Infinity;
    return from;
  }

  #changed(from: number): void {
    this.#changedFrom = Math.min(this.#changedFrom, from);
  }

  #fits(id: number): boolean {
    const entry = this.#store.get(id);
    return entry !== undefined && this.#matches(entry, id);
  }

  #forget(firstId: number): void {
    while (this.#older.length > 0 && (this.#older.at(-1) ?? 0) < firstId) this.#older.pop();
    if (this.#older.length > 0) return;
    this.#leaveOut(lowerBound(this.#newer.length, (index) => (this.#newer[index] ?? 0) >= firstId));
  }

  /** The first so many of the newer rows; all of them when it is negative. */
  #leaveOut(count: number): void {
    const gone = count < 0 ? this.#newer.length : count;
    if (gone === 0) return;
    this.#newer = this.#newer.slice(gone);
    this.#offset += gone;
  }

  /** Answers the position from which on rows are other than before. */
  #amended(id: number): number {
    if (id < this.#lookedAt) return Infinity;
    const old = id < this.#beganAt;
    const ids = old ? this.#older : this.#newer;
    const at = lowerBound(ids.length, (index) => (old ? (ids[index] ?? 0) <= id : (ids[index] ?? 0) >= id));
    const was = ids[at] === id;
    const fits = this.#fits(id);
    if (!was && !fits) return Infinity;
    if (was && !fits) ids.splice(at, 1);
    if (!was && fits) ids.splice(at, 0, id);
    // Among the older ones, what lies before it moves as well.
    if (old && was !== fits) return this.first;
    return old ? this.#offset - 1 - at : this.#offset + at;
  }
}
