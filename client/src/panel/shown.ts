import type { AuditEvent } from '../../../core/src/events/event';
import { vocabularyOf, type FilterVocabulary } from '../../../core/src/events/filterVocabulary';
import type { Logs } from '../tail/logs';
import { asEvent, type Entry, type KeptEvent } from '../tail/store';
import { ArrivalView } from './arrivalView';
import type { LogRuleNames, PanelFilter } from './panelFilter';
import { timeOf, type RowsView } from './rowsView';
import { TimeView } from './timeView';

/** So many of the newest events tell which words and values are in view; milliseconds that reading them may take. */
const vocabulary = { rows: 3000, milliseconds: 40 };

/** The rows that are shown of some logs: through a filter, one log as it stands, several merged by time. */
export class Shown {
  readonly logs: Logs;
  readonly filter: PanelFilter;
  readonly view: RowsView;
  #lookingBack = true;
  #storeFirst: number;

  constructor(logs: Logs, filter: PanelFilter) {
    logs.store.takeChange();
    this.logs = logs;
    this.filter = filter;
    this.#storeFirst = logs.store.first;
    const View = logs.all.length > 1 ? TimeView : ArrivalView;
    this.view = new View(logs.store, (entry, id) => filter.matches(entry, id));
  }

  /** Is there something that the filter has not looked at? */
  get lookingBack(): boolean {
    return this.#lookingBack;
  }

  lookBack(enough: () => boolean): void {
    this.#lookingBack = !this.view.lookBack(enough);
  }

  /** Takes in what has become of the store. */
  absorb(): void {
    const change = this.logs.store.takeChange();
    if (change === undefined) return;
    // Older entries were put in front.
    if (change.first < this.#storeFirst) this.#lookingBack = true;
    this.#storeFirst = change.first;
    this.view.absorb(change);
  }

  /** `since:10m` moves on with the time. */
  expire(now: number): void {
    if (this.filter.stay !== undefined) this.view.expire(now - this.filter.stay);
  }

  entryAt(position: number): { readonly id: number; readonly entry: Entry } | undefined {
    const id = this.view.idAt(position);
    const entry = id === undefined ? undefined : this.logs.store.get(id);
    return id === undefined || entry === undefined ? undefined : { id, entry };
  }

  /** The position of the event that is nearest to a moment in milliseconds since the epoch; of several, the first. */
  positionAt(moment: number): number | undefined {
    let nearest: number | undefined;
    let least = Infinity;
    for (const { position, entry } of this.events()) {
      const distance = Math.abs(timeOf(entry) - moment);
      if (distance >= least) continue;
      least = distance;
      nearest = position;
    }
    return nearest;
  }

  /** The next event from a position on that fits; `by` -1: backwards. It begins anew at the other end. */
  find(from: number, by: 1 | -1, fits: (event: KeptEvent) => boolean): number | undefined {
    const { first, end } = this.view;
    const count = end - first;
    for (let n = 1; n <= count; n++) {
      const position = first + ((((from - first + n * by) % count) + count) % count);
      const entry = this.entryAt(position)?.entry;
      if (entry?.kind === 'event' && fits(entry)) return position;
    }
    return undefined;
  }

  *events(): Generator<{ readonly position: number; readonly entry: KeptEvent }> {
    for (let position = this.view.first; position < this.view.end; position++) {
      const entry = this.entryAt(position)?.entry;
      if (entry?.kind === 'event') yield { position, entry };
    }
  }

  /** The words and values of the newest events that a filter lets through. `now`: milliseconds, never going back. */
  vocabulary(filter: PanelFilter, now: () => number, rules: LogRuleNames = () => []): FilterVocabulary {
    const { store } = this.logs;
    const sources = new Map<AuditEvent, number>();
    const end = now() + vocabulary.milliseconds;
    for (let id = store.end - 1; id >= store.first && sources.size < vocabulary.rows; id--) {
      const entry = store.get(id);
      if (entry?.kind === 'event' && filter.matches(entry, id)) sources.set(asEvent(entry), entry.source);
      if (id % 64 === 0 && now() > end) break;
    }
    return vocabularyOf([...sources.keys()], (event) => rules(event, sources.get(event) ?? 0));
  }
}
