import { setImmediate } from 'node:timers/promises';
import { isComplete } from '../../../core/src/events/event';
import { isoTime } from '../../../core/src/events/moment';
import { summarise } from '../../../core/src/events/sentence';
import { asEvent, type KeptEvent } from '../tail/store';
import { eventObject } from './copyText';
import type { Shown } from './shown';

export const exportFormats = ['json', 'csv', 'raw'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** `written`: how many events it makes with those before, of how many. */
export interface ExportPiece {
  readonly text: string;
  readonly written: number;
  readonly of: number;
}

/** So many events make a piece. */
const pieceOf = 500;

const columns = ['time', 'node', 'serial', 'complete', 'late', 'types', 'user', 'result', 'key', 'summary'];

/**
 * The events that are shown now, as text in pieces: JSON (one event a line) and CSV as auditd-events writes them, or the
 * lines of the log. What comes later is not part of it. After each piece others get their turn.
 */
export async function* exported(shown: Shown, format: ExportFormat): AsyncGenerator<ExportPiece, void, void> {
  const entries = [...shown.events()].map(({ entry }) => entry);
  const of = entries.length;
  if (format === 'csv') yield { text: `${columns.join(',')}\n`, written: 0, of };
  for (let from = 0; from < of; from += pieceOf) {
    const piece = entries.slice(from, from + pieceOf);
    yield { text: piece.map((entry) => textOf(entry, format)).join(''), written: from + piece.length, of };
    await setImmediate();
  }
}

function textOf(kept: KeptEvent, format: ExportFormat): string {
  if (format === 'raw') return `${kept.lines.join('\n')}\n`;
  if (format === 'json') return `${JSON.stringify(eventObject(kept))}\n`;
  const event = asEvent(kept);
  const { summary, user, result, key } = summarise(event);
  const types = [...new Set(event.records.map(({ type }) => type))].join(' ');
  const cells = [
    isoTime(event.sec, event.ms),
    event.node ?? '',
    String(event.serial),
    String(isComplete(event)),
    String(event.late),
    ...[types, user, result, key, summary],
  ];
  return `${cells.map(cell).join(',')}\n`;
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: the text is an attacker's. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
