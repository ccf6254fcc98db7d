import { RecordScope } from './decode';
import { commandLine, keysOfEvent, loggedValue, textValue } from './eventFields';
import type { AuditEvent } from './event';
import type { Comparison, FilterNode, FilterProblem, FilterTerm } from './filterSyntax';
import { parseFilter } from './filterSyntax';
import type { Clock } from './moment';
import type { Naming } from './naming';
import { pathsOf } from './paths';
import type { EventSummary } from './sentence';
import { resultOf, summarise } from './sentence';
import { readSocketAddress } from './socketAddress';

export interface Filter {
  /** The text has no term that filters. */
  readonly empty: boolean;
  readonly problems: readonly FilterProblem[];
  readonly terms: readonly FilterTerm[];
  /** `summary` saves making it again where the caller has it. */
  matches(event: AuditEvent, summary?: EventSummary): boolean;
}

/** Names of the rules that may have made an event, such as `30-identity.rules:12`. */
export type RuleNames = (event: AuditEvent) => readonly string[];

const noRules: RuleNames = () => [];

/** Text → filter. Never throws; terms that cannot be read are in `problems` and let everything through. */
export function filterOf(text: string, clock: Clock, naming: Naming = {}, rules = noRules): Filter {
  const { node, problems, terms } = parseFilter(text, clock);
  return {
    empty: node.kind === 'all' && node.parts.length === 0,
    problems,
    terms,
    matches: (event, summary) => matches(node, new Subject(event, clock, naming, summary, rules)),
  };
}

/** The values that a name of the filter language has in an event, as logged and as read; some may come twice. */
export function valuesOf(event: AuditEvent, name: string, rules = noRules): Iterable<string> {
  return valuesNamed(name, new Subject(event, { now: 0 }, {}, undefined, rules));
}

/** What is asked about one event, made once however many terms ask. */
class Subject {
  readonly event: AuditEvent;
  readonly clock: Clock;
  readonly naming: Naming;
  readonly rules: RuleNames;
  #summary: EventSummary | undefined;
  #haystack: string | undefined;

  constructor(event: AuditEvent, clock: Clock, naming: Naming, summary: EventSummary | undefined, rules: RuleNames) {
    this.event = event;
    this.clock = clock;
    this.naming = event.naming ?? naming;
    this.rules = rules;
    this.#summary = summary;
  }

  get summary(): EventSummary {
    this.#summary ??= summarise(this.event, this.naming);
    return this.#summary;
  }

  get haystack(): string {
    this.#haystack ??= `${this.summary.summary}\n${this.event.records.map(({ raw }) => raw).join('\n')}`.toLowerCase();
    return this.#haystack;
  }

  /** The values of a field of that name in any record, as logged and as read. */
  *values(name: string): Generator<string> {
    for (const record of this.event.records) {
      let scope: RecordScope | undefined;
      for (const field of record.fields) {
        if (field.name.toLowerCase() !== name) continue;
        scope ??= new RecordScope(record, this.naming);
        yield scope.read(field.name, field.value);
        yield field.value;
      }
    }
  }
}

function matches(node: FilterNode, subject: Subject): boolean {
  switch (node.kind) {
    case 'all':
      return node.parts.every((part) => matches(part, subject));
    case 'any':
      return node.parts.some((part) => matches(part, subject));
    case 'not':
      return !matches(node.part, subject);
    case 'word':
      return subject.haystack.includes(node.word);
    case 'time': {
      const at = subject.event.sec * 1000 + subject.event.ms;
      const limit = node.ago === undefined ? node.at : subject.clock.now - node.ago;
      return node.since ? at >= limit : at <= limit;
    }
    case 'field':
      return matchesField(node.name, node.values, subject);
  }
}

function matchesField(name: string, comparisons: readonly Comparison[], subject: Subject): boolean {
  for (const value of valuesNamed(name, subject)) {
    for (const comparison of comparisons) if (holds(comparison, value)) return true;
  }
  return false;
}

function holds(comparison: Comparison, value: string): boolean {
  if (comparison.kind === 'pattern') return comparison.pattern.test(value);
  if (!/^-?(\d+(\.\d+)?|0x[0-9a-f]+)$/i.test(value)) return false;
  const number = Number(value);
  switch (comparison.operator) {
    case '>':
      return number > comparison.number;
    case '>=':
      return number >= comparison.number;
    case '<':
      return number < comparison.number;
    case '<=':
      return number <= comparison.number;
  }
}

function valuesNamed(name: string, subject: Subject): Iterable<string> {
  const special = Object.hasOwn(specialNames, name) ? specialNames[name] : undefined;
  return special === undefined ? subject.values(name) : special(subject);
}

/** Names whose meaning is wider than one field. */
const specialNames: Readonly<Record<string, (subject: Subject) => Iterable<string>>> = {
  node: ({ event }) => [event.node ?? ''],
  type: ({ event }) => event.records.map(({ type }) => type),
  serial: ({ event }) => [String(event.serial)],
  key: ({ event }) => [...keysOfEvent(event), ...keysOfRules(event)],
  rule: ({ event, rules }) => rules(event),
  user: users,
  *auid(subject) {
    yield* subject.values('auid');
    yield* subject.values('old-auid');
  },
  exe: (subject) => subject.values('exe'),
  *path(subject) {
    for (const { path } of pathsOf(subject.event)) yield path;
    for (const record of subject.event.records) {
      if (record.type === 'PATH') yield textValue(record, 'name') ?? '';
      const address = record.type === 'SOCKADDR' ? readSocketAddress(loggedValue(record, 'saddr') ?? '') : undefined;
      if (address?.path !== undefined) yield address.path;
    }
    yield* subject.values('path');
    yield* subject.values('file');
  },
  success: ({ event }) => {
    const { outcome } = resultOf(event);
    return outcome === 'success' ? ['yes', 'true', '1'] : outcome === 'failure' ? ['no', 'false', '0'] : [];
  },
  *exit(subject) {
    for (const value of subject.values('exit')) {
      yield value;
      // EACCES(Permission denied): most people write the name alone.
      const end = value.indexOf('(');
      if (end > 0) yield value.slice(0, end);
    }
  },
  *result(subject) {
    yield subject.summary.result;
    yield* subject.values('exit');
    yield* subject.values('res');
  },
  *addr(subject) {
    yield* subject.values('addr');
    yield* subject.values('hostname');
    yield* addresses(subject, ({ address }) => address);
  },
  *port(subject) {
    yield* subject.values('port');
    yield* addresses(subject, ({ port }) => (port === undefined ? undefined : String(port)));
  },
  command: ({ event }) => [commandLine(event)],
  late: ({ event }) => [event.late ? 'yes' : 'no'],
};

function* addresses(
  { event }: Subject,
  part: (address: NonNullable<ReturnType<typeof readSocketAddress>>) => string | undefined,
): Generator<string> {
  for (const record of event.records) {
    if (record.type !== 'SOCKADDR') continue;
    const read = readSocketAddress(loggedValue(record, 'saddr') ?? '');
    const text = read && part(read);
    if (text !== undefined) yield text;
  }
}

/** The keys of rules that a CONFIG_CHANGE is about. */
function keysOfRules(event: AuditEvent): string[] {
  return event.records.flatMap((record) =>
    record.type === 'CONFIG_CHANGE' ? (textValue(record, 'key') ?? '').split('\x01') : [],
  );
}

function* users(subject: Subject): Generator<string> {
  yield* subject.values('auid');
  yield* subject.values('uid');
  yield* subject.values('acct');
}
