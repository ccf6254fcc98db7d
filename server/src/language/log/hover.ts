import type { Hover, Position } from 'vscode-languageserver';
import { decodeRecord } from '../../../../core/src/events/decode';
import type { AuditRecord } from '../../../../core/src/events/event';
import { summarise } from '../../../../core/src/events/sentence';
import { visible } from '../../../../core/src/events/visible';
import type { SourceDocument } from '../language';
import { eventAt } from './eventAt';

const widestValue = 300;

/** What the event says in a sentence, and the record of the line with its values as a person reads them. */
export function hover({ lines }: SourceDocument<null>, position: Position): Hover | null {
  const found = eventAt(lines, position.line);
  if (found === undefined) return null;
  const { record, event } = found;
  const { summary } = summarise(event);
  const time = new Date(record.sec * 1000 + record.ms);
  const stamp = Number.isNaN(time.getTime()) ? String(record.sec) : time.toISOString();
  const others = event.records.length - 1;
  const text = [
    summary,
    `${stamp}${record.node === null ? '' : `, node ${visible(record.node)}`}, serial ${record.serial}${others > 0 ? `, ${others} more ${others === 1 ? 'record' : 'records'}` : ''}`,
    '',
    ...fieldLines(record),
  ].join('\n');
  const { length } = lines.text.slice(lines.startOf(position.line), lines.endOf(position.line));
  return {
    contents: { kind: 'markdown', value: fenced(text) },
    range: { start: { line: position.line, character: 0 }, end: { line: position.line, character: length } },
  };
}

function fieldLines(record: AuditRecord): string[] {
  const fields = decodeRecord(record);
  const widest = Math.min(16, Math.max(4, ...fields.map(({ name }) => name.length)));
  return [
    record.type,
    ...fields.map(({ name, value }) => {
      const shown = value.length > widestValue ? `${value.slice(0, widestValue)}\u2026` : value;
      return `  ${visible(name).padEnd(widest)}  ${visible(shown)}`;
    }),
  ];
}

/** The text of a log is an attacker's: it stands in a fence that is longer than any run of backticks in it, never as markup. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
