import type { AuditEvent, AuditRecord } from '../../../../core/src/events/event';
import { isMalformed, parseRecord } from '../../../../core/src/events/record';
import type { Lines } from '../../../../core/src/text/lines';

/** Records of one event lie close together; so far around a line they are sought. */
const reach = 200;

export function recordAt(lines: Lines, line: number): AuditRecord | undefined {
  const parsed = parseRecord(lines.text.slice(lines.startOf(line), lines.endOf(line)));
  return isMalformed(parsed) ? undefined : parsed;
}

export function isSameEvent(a: AuditRecord, b: AuditRecord): boolean {
  return a.serial === b.serial && a.sec === b.sec && a.ms === b.ms && a.node === b.node;
}

/** The event of the record on a line, from the lines around it; undefined when the line is no record. */
export function eventAt(lines: Lines, line: number): { record: AuditRecord; event: AuditEvent } | undefined {
  const record = recordAt(lines, line);
  if (record === undefined) return undefined;
  const stamp = `:${record.serial})`;
  const records: AuditRecord[] = [];
  for (let other = Math.max(0, line - reach); other <= Math.min(lines.count - 1, line + reach); other++) {
    if (!lines.text.slice(lines.startOf(other), lines.endOf(other)).includes(stamp)) continue;
    const found = recordAt(lines, other);
    if (found !== undefined && isSameEvent(found, record)) records.push(found);
  }
  const { node, sec, ms, serial } = record;
  return { record, event: { node, sec, ms, serial, records, completion: 'end-of-input', late: false } };
}
