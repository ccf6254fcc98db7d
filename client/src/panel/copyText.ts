import { decodeRecord } from '../../../core/src/events/decode';
import { isComplete } from '../../../core/src/events/event';
import { summarise } from '../../../core/src/events/sentence';
import type { CopyRequest } from '../../../core/src/protocol/panel';
import { asEvent, type KeptEvent } from '../tail/store';

/** An event for the clipboard: whole, however little of it the panel shows. */
export function copyText(kept: KeptEvent, what: CopyRequest['what']): string {
  if (what === 'raw') return `${kept.lines.join('\n')}\n`;
  const event = asEvent(kept);
  const { summary } = summarise(event);
  if (what === 'sentence') return summary;
  const records = event.records.map((record) => ({ type: record.type, fields: decodeRecord(record, event.naming) }));
  if (what === 'decoded') {
    const lines = records.map(
      ({ type, fields }) => `${type}: ${fields.map(({ name, value }) => `${name}=${value}`).join(' ')}`,
    );
    return `${[summary, ...lines].join('\n')}\n`;
  }
  return JSON.stringify(eventObject(kept), null, 2);
}

/** What words without a name stand under. */
const bareWords = '_';

/** An event as JSON has it: the same as auditd-events writes. */
export function eventObject(kept: KeptEvent): object {
  const event = asEvent(kept);
  const { node, sec, ms, serial } = event;
  const records = event.records.map((record) => ({
    type: record.type,
    fields: Object.fromEntries(
      decodeRecord(record, event.naming).map(({ name, value }) => [name === '' ? bareWords : name, value]),
    ),
  }));
  return { node, sec, ms, serial, complete: isComplete(event), summary: summarise(event).summary, records };
}
