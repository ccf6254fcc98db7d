import type { Span } from '../text/span';
import { spanInWord } from './words';

/** The argument of an option: `text` as auditctl sees it, `span` where it stands. */
export interface Argument extends Span {
  readonly text: string;
  /** It stands in the same word as the option: `-kx`, `--signal=HUP`. */
  readonly glued: boolean;
}

/** A piece of an argument. Empty where nothing is written yet: then the span marks the place. */
export interface Part extends Span {
  readonly text: string;
}

/** The operators of a field, those of two characters first: the order in which auditctl looks for them. */
export const operators = ['!=', '>=', '<=', '&=', '=', '>', '<', '&'] as const;
export type Operator = (typeof operators)[number];

/**
 * Where the operator of a -F argument begins, and which; undefined: there is none. It is the first in the order of
 * `operators` that stands anywhere, not the one that stands first (libaudit.c, audit_rule_fieldpair_data).
 */
export function findOperator(text: string): { at: number; operator: Operator } | undefined {
  let best: number = operators.length;
  let found = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // All operators begin below the letters.
    if (code > 0x3e) continue;
    const rank = operatorRank(code, at + 1 < text.length ? text.charCodeAt(at + 1) : 0);
    if (rank >= best) continue;
    best = rank;
    found = at;
  }
  return found === -1 ? undefined : { at: found, operator: operators[best]! };
}

/** The place in `operators` of the operator that begins with these two characters, the longer one where there are two. */
function operatorRank(code: number, next: number): number {
  const doubled = next === 0x3d;
  switch (code) {
    case 0x21:
      return doubled ? 0 : operators.length;
    case 0x3e:
      return doubled ? 1 : 5;
    case 0x3c:
      return doubled ? 2 : 6;
    case 0x26:
      return doubled ? 3 : 7;
    case 0x3d:
      return 4;
    default:
      return operators.length;
  }
}

/** Where the operator of a -C argument begins (audit_rule_interfield_comp_data). */
export function findComparison(text: string): { at: number; operator: '!=' | '=' } | undefined {
  const differs = text.indexOf('!=');
  if (differs !== -1) return { at: differs, operator: '!=' };
  const at = text.indexOf('=');
  return at === -1 ? undefined : { at, operator: '=' };
}

/** `-F auid>=1000`, pieces of a -F or -C argument; of one that is half typed, what is there: without operator all is field. */
export class FieldExpression {
  readonly argument: Argument;
  readonly fieldText: string;
  readonly operatorText: Operator | undefined;
  readonly #source: string;
  #field: Part | undefined;
  #operator: (Part & { readonly text: Operator }) | undefined;
  #value: Part | undefined;

  constructor(argument: Argument, found: { at: number; operator: Operator } | undefined, source: string) {
    this.argument = argument;
    this.fieldText = found === undefined ? argument.text : argument.text.slice(0, found.at);
    this.operatorText = found?.operator;
    this.#source = source;
  }

  get field(): Part {
    return (this.#field ??= partOf(this.argument, 0, this.fieldText.length, this.#source));
  }

  get operator(): (Part & { readonly text: Operator }) | undefined {
    if (this.operatorText === undefined) return undefined;
    if (this.#operator === undefined) {
      const { start, end } = spanInWord(this.argument, this.fieldText.length, this.#valueAt, this.#source);
      this.#operator = { start, end, text: this.operatorText };
    }
    return this.#operator;
  }

  get valueText(): string | undefined {
    return this.operatorText === undefined ? undefined : this.argument.text.slice(this.#valueAt);
  }

  get value(): Part | undefined {
    if (this.operatorText === undefined) return undefined;
    const { argument } = this;
    return (this.#value ??= partOf(argument, this.#valueAt, argument.text.length, this.#source));
  }

  get #valueAt(): number {
    return this.fieldText.length + (this.operatorText?.length ?? 0);
  }
}

export function readField(argument: Argument, source: string): FieldExpression {
  return new FieldExpression(argument, findOperator(argument.text), source);
}

/** The same of -C: `field` and `value` are both names of fields. */
export function readCompare(argument: Argument, source: string): FieldExpression {
  return new FieldExpression(argument, findComparison(argument.text), source);
}

/** The words of a comma list (`-S open,close`, `-a always,exit`), empty ones included; at least one. */
export function readCommaList(argument: Argument, source: string): Part[] {
  const parts: Part[] = [];
  const text = argument.text;
  let from = 0;
  for (let comma = text.indexOf(','); comma !== -1; comma = text.indexOf(',', from)) {
    parts.push(partOf(argument, from, comma, source));
    from = comma + 1;
  }
  parts.push(partOf(argument, from, text.length, source));
  return parts;
}

/** A stretch of the argument's text, offsets counted in it, with the place where it stands. */
export function partOf(argument: Argument, from: number, to: number, source: string): Part {
  const text = argument.text.slice(from, to);
  // Without escapes, as nearly all are.
  if (argument.text.length === argument.end - argument.start) {
    return { start: argument.start + from, end: argument.start + to, text };
  }
  const { start, end } = spanInWord(argument, from, to, source);
  return { start, end, text };
}
