import type { Span } from '../text/span';
import type { Clock } from './moment';
import { millisecondsAgo, momentOf } from './moment';

/** How a value is compared: `name:value`, `name~:/…/`, `name:>n` and its kin. */
export type Comparison =
  | { readonly kind: 'pattern'; readonly pattern: RegExp; readonly text: string }
  | { readonly kind: 'number'; readonly operator: '>' | '>=' | '<' | '<='; readonly number: number };

export type FilterNode =
  | { readonly kind: 'all'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'any'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly part: FilterNode }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'field'; readonly name: string; readonly values: readonly Comparison[] }
  /** `ago`: so many milliseconds before now, whenever the filter is asked; else `at` is the moment. */
  | { readonly kind: 'time'; readonly since: boolean; readonly at: number; readonly ago: number | undefined };

/** A term that could not be read; the rest of the filter still filters. */
export interface FilterProblem {
  readonly span: Span;
  readonly message: string;
}

/** What the terms stand on, in the order of the text; for colours and completion. */
export interface FilterTerm {
  readonly span: Span;
  readonly kind: 'word' | 'field' | 'operator' | 'unreadable';
  /** Of a field: its name and where its value stands. */
  readonly name?: string;
  readonly value?: Span;
}

export interface ParsedFilter {
  readonly node: FilterNode;
  readonly problems: readonly FilterProblem[];
  readonly terms: readonly FilterTerm[];
}

interface Token {
  readonly kind: '(' | ')' | '|' | '-' | 'term';
  readonly start: number;
  readonly end: number;
}

/** Text → filter (INTERFACES: filter language). Never throws; what cannot be read is marked and left out. */
export function parseFilter(text: string, options: Clock): ParsedFilter {
  return new Parser(text, options).parse();
}

const named = /^([A-Za-z_][\w-]*)(~?):/;

class Parser {
  readonly #text: string;
  readonly #options: Clock;
  readonly #tokens: Token[];
  readonly #problems: FilterProblem[] = [];
  readonly #terms: FilterTerm[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, options: Clock) {
    this.#text = text;
    this.#options = options;
    this.#tokens = tokens(text);
  }

  parse(): ParsedFilter {
    const parts = [this.#any()];
    // What is left over begins with a closing parenthesis.
    while (this.#at < this.#tokens.length) {
      this.#problem(this.#tokens[this.#at++], 'There is no open parenthesis to close; it is left out.');
      parts.push(this.#any());
    }
    return { node: joined('all', parts), problems: this.#problems, terms: this.#terms };
  }

  #any(): FilterNode {
    const parts = [this.#all()];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== '|') break;
      this.#at++;
      this.#operator(token);
      const before = this.#terms.length;
      const next = this.#all();
      if (this.#terms.length === before || parts.at(-1) === nothing)
        this.#problem(token, 'Something is missing beside |: write a | b.');
      parts.push(next);
    }
    return joined(
      'any',
      parts.filter((part) => part !== nothing),
    );
  }

  #all(): FilterNode {
    const parts: FilterNode[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === '|' || token.kind === ')') break;
      const part = this.#one(token);
      if (part !== nothing) parts.push(part);
    }
    return joined('all', parts);
  }

  #one(token: Token): FilterNode {
    this.#at++;
    if (token.kind === '-') return this.#negated(token);
    if (token.kind === '(') return this.#group(token);
    return this.#term(token);
  }

  #negated(first: Token): FilterNode {
    this.#operator(first);
    let odd = true;
    let next = this.#tokens[this.#at];
    for (; next?.kind === '-'; next = this.#tokens[++this.#at]) {
      this.#operator(next);
      odd = !odd;
    }
    if (next === undefined || next.kind === '|' || next.kind === ')') {
      this.#problem(first, 'A term is missing after -: write -type:PATH.');
      return nothing;
    }
    const part = this.#one(next);
    return part === nothing || !odd ? part : { kind: 'not', part };
  }

  #group(open: Token): FilterNode {
    this.#operator(open);
    if (++this.#depth > 100) {
      this.#problem(open, 'The parentheses are nested too deep.');
      this.#at = this.#tokens.length;
      return nothing;
    }
    const part = this.#any();
    this.#depth--;
    const close = this.#tokens[this.#at];
    if (close?.kind === ')') {
      this.#at++;
      this.#operator(close);
    } else this.#problem(open, 'This parenthesis is not closed: the group goes on to the end.');
    return part;
  }

  #term({ start, end }: Token): FilterNode {
    const text = this.#text.slice(start, end);
    const head = named.exec(text);
    if (!head) {
      this.#terms.push({ span: { start, end }, kind: 'word' });
      const word = withoutQuotes(text);
      return word === '' ? nothing : { kind: 'word', word: word.toLowerCase() };
    }
    const name = (head[1] ?? '').toLowerCase();
    const value = text.slice(head[0].length);
    const valueSpan = { start: start + head[0].length, end };
    const read = this.#field(name, head[2] === '~', value);
    if (typeof read === 'string') {
      this.#terms.push({ span: { start, end }, kind: 'unreadable', name, value: valueSpan });
      this.#problems.push({ span: { start, end }, message: read });
      return nothing;
    }
    this.#terms.push({ span: { start, end }, kind: 'field', name, value: valueSpan });
    return read;
  }

  #field(name: string, isExpression: boolean, value: string): FilterNode | string {
    if (value === '') return `${name}: has no value yet: write ${name}:value.`;
    if (isExpression) {
      const found = /^\/(.*)\/([i]?)$/s.exec(value);
      if (!found) return `A regular expression stands between slashes: ${name}~:/…/.`;
      try {
        const pattern = new RegExp(found[1] ?? '', found[2]);
        return { kind: 'field', name, values: [{ kind: 'pattern', pattern, text: value }] };
      } catch {
        return `This is no regular expression: ${value}. Escape signs such as ( [ + with a backslash.`;
      }
    }
    if (name === 'since' || name === 'until') {
      const at = momentOf(withoutQuotes(value), this.#options, name === 'until');
      if (at === undefined) return `${name}: takes 10m, 2h, 3d, today, 14:05, or "2026-11-22 14:05", not ${value}.`;
      return { kind: 'time', since: name === 'since', at, ago: millisecondsAgo(withoutQuotes(value)) };
    }
    if (name === 'success' && !/^"?(yes|no|true|false|1|0)"?$/i.test(value)) return 'success: is yes or no.';
    const compared = /^(>=|<=|>|<)(.*)$/s.exec(value);
    if (compared) {
      const number = Number(compared[2]);
      if (compared[2]?.trim() === '' || Number.isNaN(number))
        return `${compared[1]} compares numbers: write ${name}:${compared[1]}0.`;
      return { kind: 'field', name, values: [{ kind: 'number', operator: compared[1] as '>', number }] };
    }
    const values = valuesOf(value).map((part): Comparison => ({
      kind: 'pattern',
      pattern: wildcard(part),
      text: part,
    }));
    return values.length === 0 ? `${name}: has no value yet: write ${name}:value.` : { kind: 'field', name, values };
  }

  #operator({ start, end }: Token): void {
    this.#terms.push({ span: { start, end }, kind: 'operator' });
  }

  #problem(token: Token | undefined, message: string): void {
    if (token) this.#problems.push({ span: { start: token.start, end: token.end }, message });
  }
}

/** A filter that lets everything through; also what stands for a term that could not be read. */
const nothing: FilterNode = { kind: 'all', parts: [] };

function joined(kind: 'all' | 'any', parts: readonly FilterNode[]): FilterNode {
  const some = parts.filter((part) => part !== nothing);
  const [first] = some;
  if (first === undefined) return nothing;
  return some.length === 1 ? first : { kind, parts: some };
}

/** Signs stand alone; a term runs to a blank, quotes and the slashes of an expression hold it together. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (/\s/.test(sign)) {
      at++;
    } else if (sign === '(' || sign === ')' || sign === '|') {
      found.push({ kind: sign, start: at, end: ++at });
    } else if (sign === '-' && at + 1 < text.length && !/[\s|)]/.test(text.charAt(at + 1))) {
      found.push({ kind: '-', start: at, end: ++at });
    } else {
      const end = endOfTerm(text, at);
      found.push({ kind: 'term', start: at, end });
      at = end;
    }
  }
  return found;
}

function endOfTerm(text: string, start: number): number {
  const expression = /^[A-Za-z_][\w-]*~:\//.exec(text.slice(start, start + 100));
  let at = start;
  if (expression) {
    at += expression[0].length;
    while (at < text.length && text.charAt(at) !== '/') at += text.charAt(at) === '\\' ? 2 : 1;
    at = Math.min(at + 1, text.length);
  }
  for (; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') {
      const close = text.indexOf('"', at + 1);
      at = close === -1 ? text.length : close;
    } else if (/[\s|()]/.test(sign)) break;
  }
  return Math.min(at, text.length);
}

export function withoutQuotes(text: string): string {
  return text.replaceAll('"', '');
}

/** Split at commas outside quotes; quotes taken off. */
function valuesOf(text: string): string[] {
  const parts = text.match(/(?:"[^"]*"?|[^",])+/g) ?? [];
  return parts.map(withoutQuotes).filter((part) => part !== '');
}

/** `*` any run, `?` one character; the whole value, upper and lower case alike. */
function wildcard(text: string): RegExp {
  const body = text
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`, 'is');
}
