import type { Span } from '../text/span';
import { quoted } from './filterEdit';
import { parseFilter, withoutQuotes } from './filterSyntax';
import type { FilterVocabulary } from './filterVocabulary';

export interface FilterProposal {
  /** What takes the place of the span. */
  readonly text: string;
  /** What it means, or how often it occurs. */
  readonly detail: string;
}

export interface FilterCompletion {
  readonly span: Span;
  /** The best first. */
  readonly proposals: readonly FilterProposal[];
}

const most = 50;

/** The names whose meaning is wider than a field, and those that people ask for most. */
const names: Readonly<Record<string, string>> = {
  node: 'the host that the event is from',
  key: 'the key of the rule that recorded it',
  rule: 'the rule that recorded it, by file and line',
  user: 'who: login or effective user, name or number',
  success: 'yes or no',
  type: 'the type of one of its records',
  exe: 'the program that did it',
  comm: 'the command name of the process',
  command: 'the whole command line',
  path: 'a file that it is about',
  syscall: 'the system call',
  result: 'what came of it, such as EACCES',
  exit: 'what the system call gave back',
  auid: 'the user who logged in',
  uid: 'the user of the process',
  pid: 'the process',
  ses: 'the login session',
  addr: 'an address of the network',
  port: 'a port of the network',
  since: 'not before: 10m, today, 14:05',
  until: 'not after: 10m, today, 14:05',
  serial: 'the number that the kernel gave the event',
  late: 'yes: records came after it was taken for complete',
};

const fixed: Readonly<Record<string, readonly (readonly [value: string, meaning: string])[]>> = {
  success: [
    ['no', 'it failed or was refused'],
    ['yes', 'it succeeded'],
  ],
  late: [
    ['yes', 'records came late'],
    ['no', 'none did'],
  ],
  since: [
    ['now', 'only what comes from now on'],
    ['5m', 'the last five minutes'],
    ['10m', 'the last ten minutes'],
    ['1h', 'the last hour'],
    ['today', 'from midnight on'],
    ['yesterday', 'from the midnight before'],
  ],
  until: [
    ['10m', 'ten minutes ago or earlier'],
    ['1h', 'an hour ago or earlier'],
    ['yesterday', 'before today'],
  ],
  exit: [['<0', 'the system call failed']],
};

/** Where a bare word may be a value as well. */
const guessed = ['key', 'node', 'user', 'type', 'exe', 'path'];

/** What may stand at the offset of a filter, from the language and from what is in view. */
export function completeFilter(text: string, offset: number, vocabulary: FilterVocabulary): FilterCompletion {
  const { terms } = parseFilter(text, { now: 0 });
  const term = terms.find(({ span, kind }) => kind !== 'operator' && span.start < offset && offset <= span.end);
  if (term === undefined) return { span: { start: offset, end: offset }, proposals: nameProposals('', vocabulary) };
  const { name, value, span } = term;
  if (name !== undefined && value !== undefined && offset >= value.start) {
    return valueCompletion(text, offset, name, value, vocabulary);
  }
  const typed = withoutQuotes(text.slice(span.start, offset)).toLowerCase();
  // A name that has its value already keeps it.
  const end = value === undefined ? span.end : value.start;
  const whole = value === undefined && typed.length > 1 ? guesses(typed, vocabulary) : [];
  return {
    span: { start: span.start, end },
    proposals: [...nameProposals(typed, vocabulary), ...whole].slice(0, most),
  };
}

function nameProposals(typed: string, vocabulary: FilterVocabulary): FilterProposal[] {
  const all = [...Object.keys(names), ...[...vocabulary.names].filter((name) => !Object.hasOwn(names, name)).sort()];
  return all
    .filter((name) => name.startsWith(typed) && (typed !== '' || Object.hasOwn(names, name)))
    .map((name) => ({ text: `${name}:`, detail: Object.hasOwn(names, name) ? (names[name] ?? '') : 'a field' }))
    .slice(0, most);
}

function guesses(typed: string, vocabulary: FilterVocabulary): FilterProposal[] {
  return guessed.flatMap((name) =>
    ranked(vocabulary.values(name), typed)
      .slice(0, 5)
      .map(([value, count]) => ({ text: `${name}:${quoted(value)}`, detail: times(count) })),
  );
}

function valueCompletion(
  text: string,
  offset: number,
  name: string,
  value: Span,
  vocabulary: FilterVocabulary,
): FilterCompletion {
  const span = partAround(text, value, offset);
  if (text.charAt(value.start - 2) === '~') return { span, proposals: [] };
  const typed = withoutQuotes(text.slice(span.start, offset)).toLowerCase();
  const words = (Object.hasOwn(fixed, name) ? (fixed[name] ?? []) : [])
    .filter(([word]) => word.startsWith(typed))
    .map(([word, detail]) => ({ text: word, detail }));
  const isClosed = ['success', 'late', 'since', 'until'].includes(name);
  const seen = isClosed ? [] : ranked(vocabulary.values(name), typed);
  const proposals = seen.map(([found, count]) => ({ text: quoted(found), detail: times(count) }));
  return { span, proposals: [...words, ...proposals].slice(0, most) };
}

/** The one of the values between commas in which the offset lies. */
function partAround(text: string, value: Span, offset: number): Span {
  let { start, end } = value;
  let inQuotes = false;
  for (let at = value.start; at < value.end; at++) {
    if (text.charAt(at) === '"') inQuotes = !inQuotes;
    if (text.charAt(at) !== ',' || inQuotes) continue;
    if (at < offset) start = at + 1;
    else {
      end = at;
      break;
    }
  }
  return { start, end };
}

/** Those that contain what is typed: first those that begin with it, of these the most frequent. */
function ranked(values: ReadonlyMap<string, number>, typed: string): (readonly [string, number])[] {
  const fitting = [...values].filter(([value]) => value.toLowerCase().includes(typed));
  const begins = (value: string) => Number(value.toLowerCase().startsWith(typed));
  return fitting.sort(([a, n], [b, m]) => begins(b) - begins(a) || m - n || (a < b ? -1 : 1));
}

function times(count: number): string {
  return count === 1 ? 'once in view' : `${count} times in view`;
}
