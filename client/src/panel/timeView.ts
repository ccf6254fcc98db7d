import type { Entry, KeptNotice, Store, StoreChange } from '../tail/store';
import { lowerBound, timeOf, type RowsView } from './rowsView';

/** So many entries before a notice are looked at for one of the same log. */
const reach = 500;

/**
 * Rows in the order of time, for logs that are read together: each arrives in an order of its own. What comes late moves
 * the rows behind it; what is found further back moves those in front of it, so that what is in view stays.
 */
export class TimeView implements RowsView {
  readonly #store: Store;
  readonly #matches: (entry: Entry, id: number) => boolean;
  #ids: number[] = [];
  /** When each of them was. */
  #times: number[] = [];
  /** The position of the first. */
  #offset = 0;
  /** Where notices stand that have no time of their own: it stays, whatever becomes of the events around them. */
  readonly #noticeTimes = new Map<number, number>();
  /** Ids below this one have been let go of. */
  #forgotten = -Infinity;
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
    return this.#offset;
  }

  get end(): number {
    return this.#offset + this.#ids.length;
  }

  get done(): number {
    const all = this.#beganAt - this.#store.first;
    return all <= 0 ? 1 : Math.min(1, (this.#beganAt - this.#lookedAt) / all);
  }

  idAt(position: number): number | undefined {
    return this.#ids[position - this.#offset];
  }

  lookBack(enough: () => boolean): boolean {
    const found: number[] = [];
    let over = false;
    while (!over && this.#lookedAt > this.#store.first) {
      const stop = Math.max(this.#store.first, this.#lookedAt - 64);
      while (this.#lookedAt > stop) if (this.#fits(--this.#lookedAt)) found.push(this.#lookedAt);
      over = enough();
    }
    if (found.length > 0) {
      const at = this.#insert(found);
      this.#offset -= found.length;
      // Nothing else moved when all of them came in front.
      if (at.last >= found.length) this.#changed(this.first);
    }
    return this.#lookedAt <= this.#store.first;
  }

  absorb(change: StoreChange): void {
    if (change.first > this.#forgotten) this.#keep((id) => id >= change.first);
    this.#forgotten = change.first;
    this.#lookedAt = Math.max(this.#lookedAt, change.first);
    for (const id of change.amended) this.#amended(id);
    const found: number[] = [];
    for (let id = change.added; id < change.end; id++) if (this.#fits(id)) found.push(id);
    if (found.length > 0) this.#changed(this.#offset + this.#insert(found).first);
  }

  expire(before: number): void {
    this.#keep((_id, time) => time >= before);
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

  /** A notice that has no time of its own stands behind the event of its log that came before it. */
  #timeOf(id: number): number {
    const entry = this.#store.get(id);
    if (entry === undefined) return 0;
    if (entry.kind === 'event' || entry.notice.kind === 'missing-serials') return timeOf(entry);
    const known = this.#noticeTimes.get(id) ?? this.#timeBefore(id, entry);
    this.#noticeTimes.set(id, known);
    return known;
  }

  #timeBefore(id: number, entry: KeptNotice): number {
    for (let other = id - 1; other > id - reach; other--) {
      const before = this.#store.get(other);
      if (before?.kind === 'event' && before.source === entry.source) return timeOf(before);
    }
    return entry.at;
  }

  #indexOf(id: number, time: number): number {
    return lowerBound(this.#ids.length, (index) => {
      const other = this.#times[index] ?? 0;
      return other > time || (other === time && (this.#ids[index] ?? 0) >= id);
    });
  }

  /** Answers the indexes at which the first and the last of them stand now. */
  #insert(found: readonly number[]): { readonly first: number; readonly last: number } {
    const coming = found.map((id) => ({ id, time: this.#timeOf(id) }));
    coming.sort((a, b) => a.time - b.time || a.id - b.id);
    const from = this.#indexOf(coming[0]?.id ?? 0, coming[0]?.time ?? 0);
    const ids = this.#ids.slice(from);
    const times = this.#times.slice(from);
    this.#ids.length = from;
    this.#times.length = from;
    let index = 0;
    let last = from;
    for (const { id, time } of coming) {
      for (; index < ids.length; index++) {
        const other = times[index] ?? 0;
        if (other > time || (other === time && (ids[index] ?? 0) > id)) break;
        this.#push(ids[index] ?? 0, other);
      }
      last = this.#ids.length;
      this.#push(id, time);
    }
    for (; index < ids.length; index++) this.#push(ids[index] ?? 0, times[index] ?? 0);
    return { first: from, last };
  }

  #push(id: number, time: number): void {
    this.#ids.push(id);
    this.#times.push(time);
  }

  #keep(stays: (id: number, time: number) => boolean): void {
    let kept = 0;
    let firstGone = -1;
    let inFront = 0;
    for (let index = 0; index < this.#ids.length; index++) {
      const id = this.#ids[index] ?? 0;
      const time = this.#times[index] ?? 0;
      if (!stays(id, time)) {
        if (kept === 0) inFront++;
        else if (firstGone < 0) firstGone = kept;
        this.#noticeTimes.delete(id);
        continue;
      }
      this.#ids[kept] = id;
      this.#times[kept++] = time;
    }
    this.#ids.length = kept;
    this.#times.length = kept;
    this.#offset += inFront;
    if (firstGone >= 0) this.#changed(this.#offset + firstGone);
  }

  #amended(id: number): void {
    if (id < this.#lookedAt) return;
    const time = this.#timeOf(id);
    const at = this.#indexOf(id, time);
    const was = this.#ids[at] === id;
    const fits = this.#fits(id);
    if (was && !fits) {
      this.#ids.splice(at, 1);
      this.#times.splice(at, 1);
    } else if (!was && fits) {
      this.#ids.splice(at, 0, id);
      this.#times.splice(at, 0, time);
    }
    if (was || fits) this.#changed(this.#offset + at);
  }
}
