import { momentOf } from '../../../core/src/events/moment';
import type { Clock } from '../../../core/src/events/moment';

export const formats = ['text', 'json', 'csv', 'summary'] as const;
export type Format = (typeof formats)[number];

export interface EventsOptions {
  readonly format: Format;
  /** In the panel's language; '' lets everything through. */
  readonly filter: string;
  /** ms. */
  readonly timeout: number;
  readonly follow: boolean;
  readonly raw: boolean;
  readonly decode: boolean;
  /** Files in the forms of passwd(5) and group(5) of the host that wrote the log. */
  readonly passwd: string | undefined;
  readonly group: string | undefined;
  /** Empty: standard input. `-` is standard input too. */
  readonly files: readonly string[];
}

export type Request =
  | { readonly kind: 'run'; readonly options: EventsOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'refused'; readonly message: string };

export const usage = `auditd-events [options] [FILE...]   audit logs, or standard input, as events

  --format text|json|csv|summary   text: time, node, summary, one line an event (default); json: one object a line
  --filter EXPRESSION   as in the panel: 'node:web1 key:exec success:no -type:CRED_ACQ "some text"'
  --node NAMES  --key KEYS  --type TYPES   names with * and ?, several with commas
  --since TIME  --until TIME   10m, 2h, today, 14:05, '2026-11-22 14:05' (local time)
  --eoe-timeout SECONDS   close an event when its node's clock is so much further (2)
  --passwd FILE  --group FILE   names of uids and gids of the host that wrote the log, where it does not name them itself
  --follow   go on with what is written to the files, also when they are rotated; Ctrl+C ends
  --raw      json: add each line as it stood
  --no-decode   json: values as they were logged
  --help, --version
`;

const withValue = new Set([
  'format',
  'filter',
  'node',
  'key',
  'type',
  'since',
  'until',
  'eoe-timeout',
  'passwd',
  'group',
]);
const flags = new Set(['follow', 'raw', 'no-decode', 'help', 'version']);

/** The words of the command line → what is asked. `clock` reads the times. */
export function readArguments(words: readonly string[], clock: Clock): Request {
  const values = new Map<string, string[]>();
  const given = new Set<string>();
  const files: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      files.push(...words.slice(at + 1));
      break;
    }
    if (word === '-h') return { kind: 'help' };
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals === -1 ? undefined : equals);
    if (!word.startsWith('--') || (!withValue.has(name) && !flags.has(name)))
      return refused(`There is no option ${word}.`);
    if (flags.has(name)) {
      if (equals !== -1) return refused(`--${name} takes no value.`);
      given.add(name);
      continue;
    }
    const value = equals === -1 ? words[++at] : word.slice(equals + 1);
    if (value === undefined) return refused(`--${name} wants a value.`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  if (given.has('help')) return { kind: 'help' };
  if (given.has('version')) return { kind: 'version' };
  const last = (name: string) => values.get(name)?.at(-1);

  const format = last('format') ?? 'text';
  if (!isFormat(format)) return refused(`--format is one of ${formats.join(', ')}, not ${format}.`);
  const seconds = Number(last('eoe-timeout') ?? 2);
  if (!(seconds >= 0 && seconds <= 86_400)) return refused('--eoe-timeout is a number of seconds, 0 to 86400.');
  const terms: string[] = [];
  for (const name of ['since', 'until']) {
    const value = last(name);
    if (value === undefined) continue;
    if (momentOf(value.replaceAll('"', ''), clock, false) === undefined) {
      return refused(`--${name} takes 10m, 2h, today, 14:05 or '2026-11-22 14:05', not ${value}.`);
    }
    terms.push(`${name}:${quoted(value)}`);
  }
  for (const name of ['node', 'key', 'type']) {
    for (const value of values.get(name) ?? []) terms.push(`${name}:${value.split(',').map(quoted).join(',')}`);
  }
  // In parentheses: an `a | b` of the expression must not take the other options in.
  const expression = (values.get('filter') ?? []).filter((text) => text.trim() !== '').map((text) => `(${text})`);
  return {
    kind: 'run',
    options: {
      format,
      filter: [...terms, ...expression].join(' '),
      timeout: seconds * 1000,
      follow: given.has('follow'),
      raw: given.has('raw'),
      decode: !given.has('no-decode'),
      passwd: last('passwd'),
      group: last('group'),
      files,
    },
  };
}

function isFormat(text: string): text is Format {
  return (formats as readonly string[]).includes(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '')}"`;
}

function refused(message: string): Request {
  return { kind: 'refused', message };
}
