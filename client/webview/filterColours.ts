import type { ParsedFilter } from '../../core/src/events/filterSyntax';
import { element } from './dom';

/** The text in pieces, each with what it is. */
export function coloured(text: string, { terms, problems }: ParsedFilter): HTMLElement[] {
  const kinds = new Array<string>(text.length).fill('');
  const paint = (start: number, end: number, kind: string) => kinds.fill(kind, start, end);
  let excluded = false;
  for (const { span, kind, value } of terms) {
    const isMinus = kind === 'operator' && text.slice(span.start, span.end) === '-';
    if (excluded || isMinus) paint(span.start, span.end, 'excluded');
    else if (kind === 'operator') paint(span.start, span.end, 'operator');
    else if (value === undefined) paint(span.start, span.end, 'word');
    else {
      paint(span.start, value.start, 'name');
      paint(value.start, value.end, 'value');
    }
    excluded = isMinus;
  }
  for (const { span } of problems) {
    for (let at = span.start; at < span.end; at++) kinds[at] = `${kinds[at] ?? ''} wave`;
  }
  const pieces: HTMLElement[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + 1;
    while (end < text.length && kinds[end] === kinds[start]) end++;
    pieces.push(element('span', { class: kinds[start] ?? '' }, text.slice(start, end)));
    start = end;
  }
  return pieces;
}
