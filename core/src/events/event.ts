/** One `name=value` of a record, the value as it was logged (quotes and hex kept). */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * One line of an audit log. `type` is the name, or `UNKNOWN[1234]`. Text is UTF-8 with replacement; `raw` is the line
 * without its LF. `enriched` are the fields after the byte 0x1D, as the sender's own auditd resolved them.
 */
export interface AuditRecord {
  readonly node: string | null;
  readonly type: string;
  /** Seconds since the epoch and milliseconds (0–999), by the node's clock. */
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  readonly fields: readonly Field[];
  readonly enriched: readonly Field[];
  readonly raw: string;
}

/** What ended an event; null while it is open. */
export type Completion = 'eoe' | 'proctitle' | 'single' | 'time-out' | 'quiet' | 'end-of-input';

/** All records of one (node, second, millisecond, serial), in the order of arrival. */
export interface AuditEvent {
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  readonly records: readonly AuditRecord[];
  readonly completion: Completion | null;
  /** Records arrived after it was closed. */
  readonly late: boolean;
}
