import { parseFilter, type FilterTerm } from './filterSyntax';
import { hiddenAs } from './visible';

/** The terms of a filter that must hold whatever the others say: outside parentheses, not excluded, no `|` beside them. */
export function decisiveTerms(text: string): readonly FilterTerm[] {
  const decisive: FilterTerm[] = [];
  let depth = 0;
  let excluded = false;
  for (const term of parseFilter(text, { now: 0 }).terms) {
    const sign = term.kind === 'operator' ? text.slice(term.span.start, term.span.end) : '';
    if (sign === '|' && depth === 0) return [];
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (term.kind !== 'operator' && depth === 0 && !excluded) decisive.push(term);
    excluded = sign === '-' && !excluded;
  }
  return decisive;
}

/**
 * The filter with `name:value` as a term that must hold, in the place of those of that name; undefined: without them. The
 * rest stays as it is written.
 */
export function withTerm(text: string, name: string, value: string | undefined): string {
  let rest = text;
  for (const term of decisiveTerms(text).toReversed()) {
    if (term.name !== name) continue;
    rest = `${rest.slice(0, term.span.start).trimEnd()} ${rest.slice(term.span.end).trimStart()}`;
  }
  rest = rest.trim();
  if (value === undefined) return rest;
  const term = `${name}:${quoted(value)}`;
  if (rest === '') return term;
  return hasAlternatives(rest) ? `(${rest}) ${term}` : `${rest} ${term}`;
}

/** The filter without the term in which the offset lies: what the others let through, while that one is being written. */
export function withoutTermAt(text: string, offset: number): string {
  const { terms } = parseFilter(text, { now: 0 });
  const index = terms.findIndex(({ span, kind }) => kind !== 'operator' && span.start < offset && offset <= span.end);
  const term = terms[index];
  if (term === undefined) return text;
  const before = terms[index - 1];
  const isExcluded = before?.span.end === term.span.start && text.slice(before.span.start, before.span.end) === '-';
  return `${text.slice(0, isExcluded ? before.span.start : term.span.start)} ${text.slice(term.span.end)}`;
}

/**
 * A value as it stands in a filter: in quotes where it would end before its end. A quote itself becomes `?`, any one sign,
 * and so does what cannot be seen: values come from logs.
 */
export function quoted(value: string): string {
  const text = hiddenAs('?', value).replaceAll('"', '?');
  return /[\s|(),]/.test(text) || text === '' ? `"${text}"` : text;
}

function hasAlternatives(text: string): boolean {
  let depth = 0;
  return parseFilter(text, { now: 0 }).terms.some(({ kind, span }) => {
    const sign = kind === 'operator' ? text.slice(span.start, span.end) : '';
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    return sign === '|' && depth === 0;
  });
}
