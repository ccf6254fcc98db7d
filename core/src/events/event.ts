import type { Naming } from './naming';

/** One `name=value` of a record, the value as it was logged (quotes and hex kept). A word that has no name before it has the name ''. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** What tells which event a record belongs to: node, second, millisecond, serial (facts: log-format 2). */
export interface RecordHead {
  /** null: the line names none, or the writer knew none (`node=(null)`). */
  readonly node: string | null;
  /** The name, or `UNKNOWN[1234]` for a number that the writer's library did not know. */
  readonly type: string;
  /** Seconds since the epoch and milliseconds (0–999), by the node's clock. */
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
}

/**
 * One line of an audit log. Text is UTF-8 with replacement; `raw` is the line without its LF. `fields` are those of
 * the body with `msg='…'` opened up; `enriched` are the fields after the byte 0x1D, as the sender's own auditd resolved
 * them, with their upper-case names. Both are made when first asked for and live on the prototype, so a record that
 * crosses a wire goes through `plainRecord` of record.ts.
 */
export interface AuditRecord extends RecordHead {
  readonly fields: readonly Field[];
  readonly enriched: readonly Field[];
  readonly raw: string;
}

/** A line that is no record; `reason` is a sentence for people. */
export interface Malformed {
  readonly reason: string;
  readonly raw: string;
}

/** What ended an event; null while it is open. `limit`: put out because too many were open at once. */
export type Completion = 'eoe' | 'proctitle' | 'single' | 'time-out' | 'quiet' | 'end-of-input' | 'limit';

/** All records of one (node, second, millisecond, serial), in the order of arrival. */
export interface AuditEvent<Entry extends RecordHead = AuditRecord> {
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  readonly records: readonly Entry[];
  readonly completion: Completion | null;
  /** Records arrived after it was closed. */
  readonly late: boolean;
  /** What the host that wrote it calls its users and groups, where that is known. */
  readonly naming?: Naming;
}

/** Serials of one node that are missing here: lost, filtered on the way, or still to come. Never called lost. */
export interface SerialGap {
  /** Names the gap when it is told again because some of it came after all. */
  readonly id: number;
  readonly node: string | null;
  /** Stamp of the event that showed the gap. */
  readonly sec: number;
  readonly ms: number;
  /** First and last serial of the gap as it was first seen. */
  readonly from: number;
  readonly to: number;
  /** How many of them are still missing; 0 when all came after all. */
  readonly missing: number;
}

/** Did the writer say that the event is whole? What a time-out, the end of input or a limit closed may lack records. */
export function isComplete(event: Pick<AuditEvent<RecordHead>, 'completion'>): boolean {
  return event.completion === 'eoe' || event.completion === 'proctitle' || event.completion === 'single';
}
