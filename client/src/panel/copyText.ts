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
  const records = event.records.map((record) => ({ type: record.type, fields: decodeRecord(record) }));
  if (what === 'decoded') {
    const lines = records.map(
      ({ type, fields }) => `${type}: ${fields.map(({ name, value }) => `${name}=${value}`).join(' ')}`,
    );
    return `${[summary, ...lines].join('\n')}\n`;
  }
  const { node, sec, ms, serial } = kept;
  const asObject = records.map(({ type, fields }) => ({
    type,
    fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
  }));
  return JSON.stringify({ node, sec, ms, serial, complete: isComplete(kept), summary, records: asObject }, null, 2);
}
