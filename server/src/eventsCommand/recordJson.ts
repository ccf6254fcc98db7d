import { decodeRecord } from '../../../core/src/events/decode';
import type { AuditRecord } from '../../../core/src/events/event';

/** A record as JSON (INTERFACES: auditd-events). A name that occurs again gets a number: `uid`, `uid_2`. */
export function jsonOfRecord(
  record: AuditRecord,
  options: { readonly raw: boolean; readonly decode: boolean },
): string {
  const fields = options.decode ? decodeRecord(record) : record.fields;
  const seen = new Map<string, number>();
  let json = `{"type":${JSON.stringify(record.type)},"fields":{`;
  let first = true;
  for (const { name, value } of fields) {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const key = name === '' ? '_' : name;
    json += `${first ? '' : ','}${JSON.stringify(count === 1 ? key : `${key}_${count}`)}:${JSON.stringify(value)}`;
    first = false;
  }
  return `${json}}${options.raw ? `,"raw":${JSON.stringify(record.raw)}` : ''}}`;
}
