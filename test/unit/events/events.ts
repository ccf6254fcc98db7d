import { Collator, type CollatorOptions } from '../../../core/src/events/collator';
import type { AuditEvent, AuditRecord } from '../../../core/src/events/event';
import { LineSplitter } from '../../../core/src/events/lines';
import { isMalformed, parseRecord } from '../../../core/src/events/record';

/** A record; throws when the line is none. */
export function record(line: string): AuditRecord {
  const parsed = parseRecord(line);
  if (isMalformed(parsed)) throw new Error(`${parsed.reason} ${line}`);
  return parsed;
}

/** All events of a log, in the order in which they were closed. */
export function collect(log: Uint8Array, options: CollatorOptions = {}): AuditEvent[] {
  const events: AuditEvent[] = [];
  const collator = new Collator({ closed: (event) => events.push(event) }, options);
  const splitter = new LineSplitter((line) => {
    const parsed = parseRecord(line);
    if (!isMalformed(parsed)) collator.push(parsed);
  });
  splitter.push(log);
  splitter.end();
  collator.end();
  return events;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One event of lines, all of the same stamp. */
export function eventOf(...lines: string[]): AuditEvent {
  const [event] = collect(bytes(`${lines.join('\n')}\n`));
  if (event === undefined) throw new Error('no event');
  return event;
}
