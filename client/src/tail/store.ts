import { isMalformed, parseRecord } from '../../../core/src/events/record';
import type { AuditEvent, AuditRecord, Completion, SerialGap } from '../../../core/src/events/event';

/**
 * An event as it is kept: its lines and what tells it apart. Fields are read out of the lines when somebody looks, since
 * decoded they would take ten times the room.
 */
export interface KeptEvent {
  readonly kind: 'event';
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  readonly lines: readonly string[];
  readonly completion: Completion | null;
  readonly late: boolean;
}

/** What is shown among the events because it would be missed otherwise. */
export type Notice =
  | { readonly kind: 'gap'; readonly offset: number }
  | { readonly kind: 'truncated'; readonly had: number; readonly size: number }
  | { readonly kind: 'connection-lost'; readonly reason: string }
  | { readonly kind: 'reconnected'; readonly seconds: number; readonly attempts: number }
  | { readonly kind: 'missing-serials'; readonly gap: SerialGap }
  | { readonly kind: 'malformed'; readonly count: number; readonly samples: readonly string[] };

export interface KeptNotice {
  readonly kind: 'notice';
  /** By this machine's clock, milliseconds since the epoch. */
  readonly at: number;
  readonly notice: Notice;
}

export type Entry = KeptEvent | KeptNotice;

/** What has become of the store since the last look. Ids count up from 0 and are never used again. */
export interface StoreChange {
  /** Ids below this one are gone. */
  readonly first: number;
  /** Ids from `added` to `end` (excluded) are new. */
  readonly added: number;
  readonly end: number;
  /** Entries that were there already and say something else now. */
  readonly amended: readonly number[];
}

/**
 * The newest entries, `limit` at most; what falls out is counted. Ids are handed out in the order of arrival, which is the
 * order of a central log: a sender that was cut off delivers old events late.
 */
export class Store {
  readonly limit: number;
  #slots: Entry[] = [];
  #revisions: number[] = [];
  #first = 0;
  #end = 0;
  #events = 0;
  #dropped = 0;
  #added = 0;
  readonly #amended = new Set<number>();
  readonly #nodes = new Map<string | null, number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get first(): number {
    return this.#first;
  }

  /** The id that the next entry will have. */
  get end(): number {
    return this.#end;
  }

  /** Events that are kept. */
  get events(): number {
    return this.#events;
  }

  /** Events that had to make room for newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Nodes in the order in which they were first heard of; a colour each. */
  get nodes(): ReadonlyMap<string | null, number> {
    return this.#nodes;
  }

  get(id: number): Entry | undefined {
    return id >= this.#first && id < this.#end ? this.#slots[id % this.limit] : undefined;
  }

  /** How often the entry was amended: tells whether what was shown of it still holds. */
  revision(id: number): number {
    return this.#revisions[id % this.limit] ?? 0;
  }

  add(entry: Entry): number {
    if (this.#end - this.#first >= this.limit) {
      if (this.get(this.#first)?.kind === 'event') {
        this.#events--;
        this.#dropped++;
      }
      this.#first++;
    }
    const id = this.#end++;
    this.#slots[id % this.limit] = entry;
    this.#revisions[id % this.limit] = 0;
    if (entry.kind === 'event') {
      this.#events++;
      // Names come from the log: the list must not grow with what somebody writes into it.
      if (this.#nodes.size < 10_000 && !this.#nodes.has(entry.node)) this.#nodes.set(entry.node, this.#nodes.size);
    }
    return id;
  }

  /** The same entry with more in it; of one that has fallen out nothing is heard any more. */
  amend(id: number, entry: Entry): void {
    if (this.get(id) === undefined) return;
    this.#slots[id % this.limit] = entry;
    this.#revisions[id % this.limit] = this.revision(id) + 1;
    if (id < this.#added) this.#amended.add(id);
  }

  clear(): void {
    this.#first = this.#end;
    this.#slots = [];
    this.#revisions = [];
    this.#events = 0;
    this.#dropped = 0;
    this.#nodes.clear();
  }

  /** What changed since this was last asked; undefined when nothing did. One listener only. */
  takeChange(): StoreChange | undefined {
    if (this.#added === this.#end && this.#amended.size === 0) return undefined;
    const amended = [...this.#amended].filter((id) => id >= this.#first).sort((a, b) => a - b);
    const change = { first: this.#first, added: Math.max(this.#added, this.#first), end: this.#end, amended };
    this.#added = this.#end;
    this.#amended.clear();
    return change;
  }
}

/** A kept event with its records read out of its lines again. */
export function asEvent(kept: KeptEvent): AuditEvent {
  const { node, sec, ms, serial, completion, late } = kept;
  const records: AuditRecord[] = [];
  for (const line of kept.lines) {
    const record = parseRecord(line);
    if (!isMalformed(record)) records.push(record);
  }
  return { node, sec, ms, serial, records, completion, late };
}

/** A copy of what an event has now: the collator goes on writing into the event itself. */
export function kept(event: AuditEvent): KeptEvent {
  const { node, sec, ms, serial, completion, late } = event;
  return { kind: 'event', node, sec, ms, serial, lines: event.records.map(({ raw }) => raw), completion, late };
}
