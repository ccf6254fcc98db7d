import { panelColumns, type EventRow, type PanelRow, type PanelWords } from '../../core/src/protocol/panel';
import { element, shown } from './dom';

/** How many colours nodes have; then they begin again. */
const colours = 6;

/** The line of a row. Everything from the log becomes text. */
export function rowLine(row: PanelRow | undefined, words: PanelWords): HTMLElement {
  if (row === undefined)
    return element('div', { class: 'row pending', role: 'row' }, cell('time', ''), cell('rest', '…'));
  if (row.kind === 'notice') {
    return element(
      'div',
      { class: `row notice ${row.severity}`, role: 'row' },
      cell('time', clock(new Date(row.at))),
      cell(`node node-${row.colour % colours}`, row.node ?? ''),
      row.canDiagnose ? diagnosable(row.sentence, words) : cell('rest', row.sentence),
    );
  }
  const result =
    row.state === 'open' ? words.open : row.state === 'incomplete' && row.result === '' ? words.incomplete : row.result;
  const line = element(
    'div',
    { class: `row event ${row.state}`, role: 'row' },
    cell('time', clock(new Date(row.sec * 1000 + row.ms))),
    cell(`node node-${row.colour % colours}`, row.node ?? '–'),
    cell('sentence', row.state === 'open' ? `${row.sentence} …` : row.sentence),
    cell('user', row.user),
    cell(`result ${row.state === 'open' ? 'none' : row.outcome}`, result),
    cell('key', row.key === '' ? '–' : row.key),
  );
  if (row.bookmarked) line.prepend(element('span', { class: 'mark', 'aria-hidden': 'true' }, '★'));
  if (row.late) line.querySelector('.sentence')?.append(element('span', { class: 'badge' }, words.late));
  return line;
}

/** Whether an element made of `before` still shows `now`. */
export function sameRow(before: PanelRow | undefined, now: PanelRow | undefined): boolean {
  if (before === now || before === undefined || now === undefined) return before === now;
  if (before.id !== now.id || before.revision !== now.revision || before.kind !== now.kind) return false;
  return before.kind !== 'event' || now.kind !== 'event' || before.bookmarked === now.bookmarked;
}

/** What a screen reader says of a row before its cells are visited. */
export function rowLabel(row: EventRow, words: PanelWords): string {
  return [
    row.bookmarked ? words.bookmarked : '',
    row.node ?? '',
    row.sentence,
    row.user,
    row.state === 'open' ? words.open : row.result,
    row.key,
  ]
    .filter((part) => part !== '')
    .map((part) => shown(part, 300))
    .join(', ');
}

function cell(kind: string, text: string): HTMLElement {
  const content = shown(text, 1000);
  const made = element(
    'div',
    { class: kind, role: 'gridcell', ...(kind === 'time' ? {} : { title: content }) },
    content,
  );
  const column = columnOf(kind);
  if (column > 0) made.setAttribute('aria-colindex', String(column));
  return made;
}

/** Counted from 1. The event's cell is its sentence. */
function columnOf(kind: string): number {
  const [name = ''] = kind.split(' ');
  return panelColumns.findIndex((column) => column === (name === 'sentence' || name === 'rest' ? 'event' : name)) + 1;
}

/** The button stands apart from what the log says, and is pressed by who hears of the list (list.ts). */
function diagnosable(sentence: string, words: PanelWords): HTMLElement {
  const made = cell('rest', sentence);
  made.append(' ', element('button', { type: 'button', tabindex: '-1', 'data-does': 'diagnose' }, words.diagnose));
  return made;
}

const two = (number: number) => String(number).padStart(2, '0');

/** Time of day where the person is, with the day in front when it is not today's. */
function clock(time: Date): string {
  const text = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  return time.toDateString() === new Date().toDateString()
    ? text
    : `${two(time.getMonth() + 1)}-${two(time.getDate())} ${text}`;
}
