import type { AuditEvent, AuditRecord, Completion, RecordHead, SerialGap } from './event';
import { hasOwnSerials, roleOf } from './recordTypes';
import type { Key } from './nodeState';
import { CollatedEvent, find, fullKey, NodeState } from './nodeState';
import { Serials } from './serials';

/**
 * What a collator tells. An event is one object through its life: later calls name the same object with more in it, so
 * who keeps it over time copies what it needs.
 */
export interface CollatorSink<Entry extends RecordHead = AuditRecord> {
  /** A first record came and more may follow. An event that is complete with its first record is only `closed`. */
  opened?(event: AuditEvent<Entry>): void;
  /** Another record of an open event. */
  amended?(event: AuditEvent<Entry>, record: Entry): void;
  /** `completion` says why. */
  closed(event: AuditEvent<Entry>): void;
  /** A record of an event that was closed; it has been joined to the event, which is now marked `late`. */
  late?(event: AuditEvent<Entry>, record: Entry): void;
  gap?(gap: SerialGap): void;
  /** A record that is there already, dropped (`dropDuplicates`). */
  duplicate?(record: Entry): void;
}

export interface CollatorOptions {
  /** An event is closed when one of the same node is so much newer, or nothing came for it for so long. ms, default 2000. */
  readonly timeout?: number;
  /** Events that may be open at once, over all nodes; the oldest of the node gives way. Default 10,000. */
  readonly maxOpen?: number;
  /** Records of one event; what would be more closes it. Default 4096. */
  readonly maxRecords?: number;
  /** Closed events of each node that are still at hand for late records and duplicates. Default 4096, taken up to a power of two. */
  readonly remember?: number;
  /** Nodes with a clock of their own; beyond, the one that was heard first gives way. Default 10,000. */
  readonly maxNodes?: number;
  /** Let go of an event's records when `closed` returns: late ones are told by themselves, and nothing piles up. */
  readonly forgetRecords?: boolean;
  /** Drop a record that its event has already, for a stream that was resumed a little further back. */
  readonly dropDuplicates?: boolean;
}

/**
 * Records in the order of arrival → events (facts: log-format 2). Each node has a clock of its own: the stamps of its
 * records. An event is closed by its last record (EOE, PROCTITLE), a type that stands alone, a record of the same node
 * that is `timeout` newer, or by `tick` when the stream is quiet. A clock that is set back closes nothing. Memory is
 * bounded by the options.
 */
export class Collator<Entry extends RecordHead = AuditRecord> {
  readonly #sink: CollatorSink<Entry>;
  readonly #timeout: number;
  readonly #maxOpen: number;
  readonly #maxRecords: number;
  readonly #remember: number;
  readonly #maxNodes: number;
  readonly #forgetRecords: boolean;
  readonly #sameRecord: ((a: Entry, b: Entry) => boolean) | undefined;
  readonly #nodes = new Map<string | null, NodeState<Entry>>();
  #lastNode: string | null | undefined = undefined;
  #lastState: NodeState<Entry> | undefined = undefined;
  #open = 0;
  #gaps = 0;

  constructor(sink: CollatorSink<Entry>, options: CollatorOptions = {}) {
    this.#sink = sink;
    this.#timeout = options.timeout ?? 2000;
    this.#maxOpen = options.maxOpen ?? 10_000;
    this.#maxRecords = options.maxRecords ?? 4096;
    this.#remember = options.remember ?? 4096;
    this.#maxNodes = options.maxNodes ?? 10_000;
    this.#forgetRecords = options.forgetRecords === true;
    this.#sameRecord = options.dropDuplicates === true ? sameLine : undefined;
  }

  /** Events that are open now. */
  get openCount(): number {
    return this.#open;
  }

  push(record: Entry): void {
    const state = record.node === this.#lastNode && this.#lastState ? this.#lastState : this.#stateOf(record.node);
    const stamp = record.sec * 1000 + record.ms;
    if (stamp >= state.deadline || stamp >= state.serials.deadline) this.#advance(state, stamp);

    const open = find(state.open, record, state.serialsRepeat);
    if (open !== undefined) {
      this.#amend(state, open, record);
      return;
    }
    if (state.closed === undefined) {
      if (state.closedStamps.has(record)) this.#lateAlone(record);
      else this.#begin(state, record, stamp);
      return;
    }
    const closed = state.closed.find(record);
    if (closed !== undefined) this.#late(closed, record);
    else this.#begin(state, record, stamp);
  }

  /** The time is `now`, in ms by any clock that does not go back: closes what has been quiet for the time-out. */
  tick(now: number): void {
    const before = now - this.#timeout;
    for (const state of this.#nodes.values()) {
      for (const event of state.open.values()) {
        if (event.touched === -1) event.touched = now;
        else if (event.touched <= before) this.#close(state, event, 'quiet');
      }
      state.serials.quiet(before, now);
    }
  }

  /** The events that are open now, for who lends their records (record.ts: `keep`). */
  eachOpen(take: (event: AuditEvent<Entry>) => void): void {
    for (const state of this.#nodes.values()) for (const event of state.open.values()) take(event);
  }

  /** The input has ended: closes everything, each node's events in the order in which they began. */
  end(): void {
    for (const state of this.#nodes.values()) {
      for (const event of state.open.values()) this.#close(state, event, 'end-of-input');
      state.serials.quiet(Infinity, Infinity);
    }
  }

  #begin(state: NodeState<Entry>, record: Entry, stamp: number): void {
    let key: Key = record.serial;
    if (state.open.has(key)) {
      key = fullKey(record);
      state.serialsRepeat = true;
    }
    const role = roleOf(record.type);
    if (!hasOwnSerials(record.type)) state.serials.see(record.serial, stamp, this.#timeout);
    else if (record.type === 'DAEMON_START') state.serials.daemonStarted();
    const event = new CollatedEvent(record, key, role === 'usually-single');
    if (role === 'single' || role === 'ends') {
      event.completion = role === 'single' ? 'single' : endOf(record);
      this.#tellClosed(state, event);
      return;
    }
    if (this.#open >= this.#maxOpen) this.#makeRoom(state);
    state.open.set(key, event);
    this.#open++;
    state.deadline = Math.min(state.deadline, stamp + this.#timeout);
    this.#sink.opened?.(event);
  }

  #amend(state: NodeState<Entry>, event: CollatedEvent<Entry>, record: Entry): void {
    if (this.#sameRecord && event.records.some((known) => this.#sameRecord?.(known, record))) {
      this.#sink.duplicate?.(record);
      return;
    }
    event.records.push(record);
    event.touched = -1;
    const role = roleOf(record.type);
    event.wholeAsItIs &&= role === 'usually-single';
    if (role === 'ends') this.#close(state, event, endOf(record));
    else if (role === 'single') this.#close(state, event, 'single');
    else if (event.records.length >= this.#maxRecords) this.#close(state, event, 'limit');
    else this.#sink.amended?.(event, record);
  }

  /** A late record of an event whose records were let go: it is told by itself. */
  #lateAlone(record: Entry): void {
    const event = new CollatedEvent(record, record.serial, false);
    event.records = [];
    event.completion = 'time-out';
    event.late = true;
    this.#sink.late?.(event, record);
  }

  #late(event: CollatedEvent<Entry>, record: Entry): void {
    if (this.#sameRecord && event.records.some((known) => this.#sameRecord?.(known, record))) {
      this.#sink.duplicate?.(record);
      return;
    }
    event.late = true;
    if (event.records.length < this.#maxRecords) event.records.push(record);
    this.#sink.late?.(event, record);
  }

  #close(state: NodeState<Entry>, event: CollatedEvent<Entry>, why: Completion): void {
    event.completion = event.wholeAsItIs && why !== 'limit' ? 'single' : why;
    state.open.delete(event.key);
    this.#open--;
    if (state.open.size === 0) state.deadline = Infinity;
    this.#tellClosed(state, event);
  }

  #tellClosed(state: NodeState<Entry>, event: CollatedEvent<Entry>): void {
    if (state.closed === undefined) state.closedStamps.add(event);
    else state.closed.add(event);
    this.#sink.closed(event);
  }

  #advance(state: NodeState<Entry>, stamp: number): void {
    if (stamp >= state.deadline) {
      let deadline = Infinity;
      for (const event of state.open.values()) {
        const due = event.sec * 1000 + event.ms + this.#timeout;
        // With a time-out of 0 a record must not close its own event.
        if (due <= stamp && due - this.#timeout < stamp) this.#close(state, event, 'time-out');
        else if (due < deadline) deadline = due;
      }
      state.deadline = deadline;
    }
    if (stamp >= state.serials.deadline) state.serials.advance(stamp);
  }

  #makeRoom(state: NodeState<Entry>): void {
    let from = state;
    if (from.open.size === 0)
      for (const other of this.#nodes.values()) if (other.open.size > from.open.size) from = other;
    for (const oldest of from.open.values()) {
      this.#close(from, oldest, 'limit');
      return;
    }
  }

  #stateOf(node: string | null): NodeState<Entry> {
    let state = this.#nodes.get(node);
    if (state === undefined) {
      if (this.#nodes.size >= this.#maxNodes) this.#forgetFirstNode();
      const serials = new Serials(
        node,
        () => ++this.#gaps,
        (gap) => this.#sink.gap?.(gap),
      );
      state = new NodeState(serials, this.#remember, this.#forgetRecords);
      this.#nodes.set(node, state);
    }
    this.#lastNode = node;
    this.#lastState = state;
    return state;
  }

  #forgetFirstNode(): void {
    for (const [node, state] of this.#nodes) {
      for (const event of state.open.values()) this.#close(state, event, 'limit');
      this.#nodes.delete(node);
      return;
    }
  }
}

function endOf(record: RecordHead): Completion {
  return record.type === 'EOE' ? 'eoe' : 'proctitle';
}

function sameLine(a: RecordHead & { raw?: unknown }, b: RecordHead & { raw?: unknown }): boolean {
  return a.type === b.type && a.raw === b.raw;
}
