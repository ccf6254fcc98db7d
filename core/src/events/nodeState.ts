import { ClosedEvents, ClosedStamps } from './closedEvents';
import type { AuditEvent, Completion, RecordHead } from './event';
import type { Serials } from './serials';

export type Key = number | string;

export class CollatedEvent<Entry extends RecordHead> implements AuditEvent<Entry> {
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  records: Entry[];
  completion: Completion | null = null;
  late = false;
  /** All its records so far are of types that usually stand alone. */
  wholeAsItIs: boolean;
  readonly key: Key;
  /** When its last record came, by the clock of `tick`; -1: since the last tick, so it counts from the next one on. */
  touched = -1;

  constructor(record: Entry, key: Key, wholeAsItIs: boolean) {
    this.node = record.node;
    this.sec = record.sec;
    this.ms = record.ms;
    this.serial = record.serial;
    this.records = [record];
    this.key = key;
    this.wholeAsItIs = wholeAsItIs;
  }
}

/** One node, with its own clock: what another node's clock says never closes this one's events. */
export class NodeState<Entry extends RecordHead> {
  readonly open = new Map<Key, CollatedEvent<Entry>>();
  /** Closed events that are at hand, or, when records are forgotten, only their stamps. */
  readonly closed: ClosedEvents<CollatedEvent<Entry>> | undefined;
  readonly closedStamps: ClosedStamps;
  readonly serials: Serials;
  /** Two events had one serial, so some stand under their full key. */
  serialsRepeat = false;
  /** Node's time from which on an open event times out; Infinity when none is open. */
  deadline = Infinity;

  constructor(serials: Serials, remember: number, forgetRecords: boolean) {
    this.serials = serials;
    this.closed = forgetRecords ? undefined : new ClosedEvents(remember);
    this.closedStamps = new ClosedStamps(forgetRecords ? remember : 1);
  }
}

/** The event of a record among open events that stand under their serial or, where that was taken, under their full key. */
export function find<Entry extends RecordHead>(
  events: Map<Key, CollatedEvent<Entry>>,
  record: Entry,
  serialsRepeat: boolean,
): CollatedEvent<Entry> | undefined {
  const event = events.get(record.serial);
  if (event !== undefined && isOf(event, record)) return event;
  return serialsRepeat ? events.get(fullKey(record)) : undefined;
}

function isOf(event: RecordHead | AuditEvent<RecordHead>, record: RecordHead): boolean {
  return event.sec === record.sec && event.ms === record.ms;
}

/** Serials repeat (DAEMON_* count their own, a reboot begins anew); then the stamp must tell them apart. */
export function fullKey(record: RecordHead): string {
  return `${record.sec}.${record.ms}:${record.serial}`;
}
