import { isMalformed, parseRecord } from '../../../core/src/events/record';
import type { AuditEvent, AuditRecord, Completion, SerialGap } from '../../../core/src/events/event';
import type { HostNaming } from './hostNaming';
import type { HostRules } from './hostRules';

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
  /** Which of the logs that are read together it comes from, counted from 0. */
  readonly source: number;
  /** What its log's host calls its users: known later, perhaps. */
  readonly naming?: HostNaming;
}

/** What is known of how much is missing: the last record before a gap, where there was one, and the first behind it. */
export interface GapEdges {
  readonly before: RecordStamp | undefined;
  readonly after: RecordStamp;
}

export type RecordStamp = Pick<AuditRecord, 'node' | 'sec' | 'ms' | 'serial'>;

/** What is shown among the events because it would be missed otherwise. */
export type Notice =
  /** `edges`: between which records it is; undefined until one came behind it. `packed`: see Happening. */
  | { readonly kind: 'gap'; readonly offset: number; readonly edges?: GapEdges; readonly packed?: string }
  | { readonly kind: 'truncated'; readonly had: number; readonly size: number }
  | { readonly kind: 'connection-lost'; readonly reason: string }
  | { readonly kind: 'reconnected'; readonly seconds: number; readonly attempts: number }
  | { readonly kind: 'started-again'; readonly reason: string }
  | { readonly kind: 'missing-serials'; readonly gap: SerialGap }
  | { readonly kind: 'malformed'; readonly count: number; readonly samples: readonly string[] };

export interface KeptNotice {
  readonly kind: 'notice';
  /** By this machine's clock, milliseconds since the epoch. */
  readonly at: number;
  readonly notice: Notice;
  readonly source: number;
}

export type Entry = KeptEvent | KeptNotice;

/** Where the entries of a log come from. */
export interface Origin {
  readonly source: number;
  /** What is shown as the node of events whose log names none; null: nothing. */
  readonly host: string | null;
  readonly naming?: HostNaming;
  readonly rules?: HostRules;
}

/** What has become of the store since the last look. Ids count up from 0, and older ones down from the lowest. */
export interface StoreChange {
  /** Ids below this one are gone, or were never there. Lower than before when older entries were put in front. */
  readonly first: number;
  /** Ids from `added` to `end` (excluded) are new. */
  readonly added: number;
  readonly end: number;
  /** Entries that were there already and say something else now. */
  readonly amended: readonly number[];
}

/**
 * The newest entries, `limit` at most; what falls out is counted. Ids are handed out in the order of arrival, which is the
 * order of a central log: a sender that was cut off delivers old events late. While somebody looks further back, older
 * entries stand in front of them under ids that count down, and twice as many are kept.
 */
export class Store {
  readonly limit: number;
  #slots: Entry[] = [];
  #revisions: number[] = [];
  /** The lowest id in the slots. */
  #first = 0;
  /** What stands in front of the slots: entries that were read again, and what fell out of the slots since. */
  readonly #older = new Map<number, { readonly entry: Entry; readonly revision: number }>();
  #timesPutInFront = 0;
  #end = 0;
  #events = 0;
  #dropped = 0;
  #told = { first: 0, end: 0 };
  readonly #amended = new Set<number>();
  readonly #nodes = new Map<string | null, number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get first(): number {
    return this.#first - this.#older.size;
  }

  /** The id that the next entry will have. */
  get end(): number {
    return this.#end;
  }

  /** Events that are kept. */
  get events(): number {
    return this.#events;
  }

  /** Events that had to make room for newer ones and have not been read again. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Nodes in the order in which they were first heard of; a colour each. */
  get nodes(): ReadonlyMap<string | null, number> {
    return this.#nodes;
  }

  get(id: number): Entry | undefined {
    if (id < this.#first) return this.#older.get(id)?.entry;
    return id < this.#end ? this.#slots[id % this.limit] : undefined;
  }

  /** Another number for each state of the entry: tells whether what was shown of it still holds. */
  revision(id: number): number {
    return (id < this.#first ? this.#older.get(id)?.revision : this.#revisions[id % this.limit]) ?? 0;
  }

  add(entry: Entry): number {
    if (this.#end - this.#first >= this.limit) this.#makeRoom();
    const id = this.#end++;
    this.#slots[id % this.limit] = entry;
    this.#revisions[id % this.limit] = 0;
    this.#count(entry);
    return id;
  }

  /** How many older entries may still be put in front. */
  get roomForOlder(): number {
    return this.limit - this.#older.size;
  }

  /**
   * Puts entries, oldest first, in front of all others; of more than there is room for, the newest. They may get ids of
   * entries that have fallen out: what changed before must have been taken.
   */
  addOlder(entries: readonly Entry[]): void {
    const revision = -++this.#timesPutInFront;
    for (const entry of entries.slice(Math.max(0, entries.length - this.roomForOlder)).reverse()) {
      this.#older.set(this.first - 1, { entry, revision });
      this.#count(entry);
      if (entry.kind === 'event' && this.#dropped > 0) this.#dropped--;
    }
  }

  /** The same entry with more in it; of one that has fallen out nothing is heard any more. */
  amend(id: number, entry: Entry): void {
    if (this.get(id) === undefined) return;
    if (id < this.#first) this.#older.set(id, { entry, revision: this.revision(id) + 1 });
    else {
      this.#slots[id % this.limit] = entry;
      this.#revisions[id % this.limit] = this.revision(id) + 1;
    }
    if (id < this.#told.end) this.#amended.add(id);
  }

  clear(): void {
    this.#first = this.#end;
    this.#slots = [];
    this.#revisions = [];
    this.#older.clear();
    this.#events = 0;
    this.#dropped = 0;
    this.#nodes.clear();
  }

  /** What changed since this was last asked; undefined when nothing did. One listener only. */
  takeChange(): StoreChange | undefined {
    const { first } = this;
    const nothing = this.#told.end === this.#end && this.#told.first <= first && this.#amended.size === 0;
    if (nothing) return undefined;
    const amended = [...this.#amended].filter((id) => id >= first).sort((a, b) => a - b);
    const change = { first, added: Math.max(this.#told.end, first), end: this.#end, amended };
    this.#told = { first, end: this.#end };
    this.#amended.clear();
    return change;
  }

  #makeRoom(): void {
    const oldest = this.#slots[this.#first % this.limit];
    // Nobody looks further back, or there is no more room there either.
    if (oldest !== undefined && this.#older.size > 0)
      this.#older.set(this.#first, { entry: oldest, revision: this.revision(this.#first) });
    else if (oldest?.kind === 'event') this.#drop();
    this.#first++;
    if (this.#older.size <= this.limit) return;
    const outermost = this.first;
    if (this.#older.get(outermost)?.entry.kind === 'event') this.#drop();
    this.#older.delete(outermost);
  }

  #drop(): void {
    this.#events--;
    this.#dropped++;
  }

  #count(entry: Entry): void {
    if (entry.kind !== 'event') return;
    this.#events++;
    // Names come from the log: the list must not grow with what somebody writes into it.
    if (this.#nodes.size < 10_000 && !this.#nodes.has(entry.node)) this.#nodes.set(entry.node, this.#nodes.size);
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
  const naming = records[0] && kept.naming?.of(records[0].node);
  return { node, sec, ms, serial, records, completion, late, ...(naming === undefined ? {} : { naming }) };
}

/** A copy of what an event has now: the collator goes on writing into the event itself. */
export function kept(event: AuditEvent, { source, host, naming }: Origin): KeptEvent {
  const { node, sec, ms, serial, completion, late } = event;
  const lines = event.records.map(({ raw }) => raw);
  return {
    kind: 'event',
    node: node ?? host,
    sec,
    ms,
    serial,
    lines,
    completion,
    late,
    source,
    ...(naming && { naming }),
  };
}
