import type { AuditEvent } from '../events/event';
import { numberOfType } from '../events/names';
import { listFact } from '../facts/rules/lists';
import type { SentField, SentRule } from '../rules/sent';
import { conditionHolds } from './condition';
import { isInFolder, isTriedByFile } from './files';
import { messageConditionHolds } from './message';
import { MatchSubject, type NamedFile } from './subject';
import { allOf, anyOf, verdictOf, type Verdict } from './verdict';

/** What the records say of a rule as a whole, and of each of its conditions. */
export interface Match {
  readonly verdict: Verdict;
  readonly conditions: readonly { readonly part: SentField | 'list' | 'calls'; readonly verdict: Verdict }[];
}

const number = (name: string) => listFact(name)!.number;
const lists = {
  exit: number('exit'),
  uring: number('io_uring'),
  user: number('user'),
  exclude: number('exclude'),
  task: number('task'),
};

/**
 * Would the kernel have said of this event that the rule matches it, as far as its records tell? Of a rule of exclude:
 * would it have dropped (a record of) the event? Actions and other rules are not looked at. Never throws; whatever the
 * records lack is 'cannot-tell'.
 */
export function match(rule: SentRule, about: AuditEvent | MatchSubject): Match {
  const subject = about instanceof MatchSubject ? about : new MatchSubject(about);
  switch (rule.list) {
    case lists.exit:
    case lists.uring:
      return matchCall(rule, subject);
    case lists.user:
    case lists.exclude:
      return matchMessage(rule, subject);
    case lists.task:
      // It was looked at when the process began, of which nothing is left.
      return whole(subject.kind === 'message' ? 'no' : 'cannot-tell');
    default:
      // Types of file systems are not in records.
      return whole(subject.files.length === 0 && subject.hasAllFiles ? 'no' : 'cannot-tell');
  }
}

/** The verdict alone, which ends at the first condition that does not hold. */
export function matches(rule: SentRule, subject: MatchSubject): Verdict {
  if (rule.list !== lists.exit && rule.list !== lists.uring) return match(rule, subject).verdict;
  const list = listVerdict(rule, subject);
  if (list === 'no') return 'no';
  const calls = callsVerdict(rule, subject);
  if (calls === 'no') return 'no';
  return allOf([list, calls, fieldsVerdict(rule, subject)]);
}

function fieldsVerdict(rule: SentRule, subject: MatchSubject): Verdict {
  if (!isTriedByFile(rule)) return allOf(lazily(rule.fields, (sent) => conditionHolds(sent, subject, undefined)));
  const found = anyOf(subject.files.map((file) => triedFor(rule, subject, file)));
  const byName = found === 'no' && !subject.hasAllFiles ? incomplete(rule, subject) : found;
  return byName === 'yes' || !rule.watch ? byName : anyOf([byName, asFolder(rule, subject)]);
}

function triedFor(rule: SentRule, subject: MatchSubject, file: NamedFile): Verdict {
  return allOf(
    lazily(rule.fields, (sent) =>
      sent.field.name === 'inode' && !isInBucket(sent, file) ? 'no' : conditionHolds(sent, subject, file),
    ),
  );
}

/** For a file that is not among the records: only what is not about files can be told. */
function incomplete(rule: SentRule, subject: MatchSubject): Verdict {
  const rest = rule.fields.filter(({ field }) => !isAboutFiles(field.name));
  return allOf(['cannot-tell' as const, ...rest.map((sent) => conditionHolds(sent, subject, undefined))]);
}

/** A watch on what was a folder when it was loaded. */
function asFolder(rule: SentRule, subject: MatchSubject): Verdict {
  return allOf(
    lazily(rule.fields, (sent) =>
      sent.field.name === 'path' ? isInFolder(subject, sent) : conditionHolds(sent, subject, undefined),
    ),
  );
}

/** Rules with inode lie in buckets by its last five bits, and only those of a file's bucket are tried for it. */
function isInBucket({ value }: SentField, { inode }: NamedFile): boolean {
  return inode === undefined || value === undefined || (inode & 31) === (value & 31);
}

function isAboutFiles(name: string): boolean {
  return /^(path|inode|dev|obj_|dir$|filetype)/.test(name);
}

function* lazily<T>(parts: readonly T[], verdict: (part: T) => Verdict): Generator<Verdict> {
  for (const part of parts) yield verdict(part);
}

function matchCall(rule: SentRule, subject: MatchSubject): Match {
  const conditions: Match['conditions'] = [
    { part: 'list', verdict: listVerdict(rule, subject) },
    { part: 'calls', verdict: callsVerdict(rule, subject) },
    ...rule.fields
      .filter(({ field }) => field.name !== 'key')
      .map((part) => ({ part, verdict: alone(rule, part, subject) })),
  ];
  return { verdict: matches(rule, subject), conditions };
}

/** One condition by itself, for whoever asks why. */
function alone(rule: SentRule, part: SentField, subject: MatchSubject): Verdict {
  const byName = conditionHolds(part, subject, undefined);
  return byName !== 'yes' && part.field.name === 'path' && rule.watch
    ? anyOf([byName, isInFolder(subject, part)])
    : byName;
}

function listVerdict(rule: SentRule, { kind }: MatchSubject): Verdict {
  if (kind === 'message') return 'no';
  if (rule.list === lists.uring) return verdictOf(kind === 'uring');
  // Watches are looked at for operations of io_uring as well, and see no system call there.
  return kind === 'uring' ? verdictOf(isTriedByFile(rule)) : 'yes';
}

/** The numbers are those of whatever machine the call is for: without arch, -S matches another call of that number too. */
function callsVerdict({ syscalls, list }: SentRule, subject: MatchSubject): Verdict {
  if (syscalls === 'all') return 'yes';
  const call = subject.kind === 'uring' && list === lists.exit ? 0 : subject.call;
  if (call === undefined) return 'cannot-tell';
  return verdictOf(syscalls.includes(call));
}

/** Rules of user and exclude are tried for each record (kernel/audit.c, audit_filter). */
function matchMessage(rule: SentRule, subject: MatchSubject): Match {
  const list = verdictOf(rule.list === lists.exclude || (subject.kind === 'message' && isOfProgram(subject.event)));
  // The first field that the kernel does not know here ends the list; without fields a rule matches nothing.
  const fields = rule.fields.filter(({ field }) => field.name !== 'key');
  const conditions: Match['conditions'] = [
    { part: 'list', verdict: list },
    ...fields.map((part) => ({
      part,
      verdict: anyOf(types(subject).map((type) => messageConditionHolds(part, subject, type))),
    })),
  ];
  const verdict =
    fields.length === 0
      ? 'no'
      : anyOf(
          types(subject).map((type) =>
            allOf([list, ...fields.map((part) => messageConditionHolds(part, subject, type))]),
          ),
        );
  return { verdict, conditions };
}

function types({ event }: MatchSubject): (number | undefined)[] {
  return event.records.map(({ type }) => numberOfType(type));
}

/** Messages that programs send (linux/audit.h, AUDIT_FIRST_USER_MSG and AUDIT_FIRST_USER_MSG2 to their last). */
function isOfProgram({ records }: AuditEvent): boolean {
  return records.some(({ type }) => {
    const known = numberOfType(type) ?? 0;
    return (known >= 1100 && known < 1200) || (known >= 2100 && known < 3000);
  });
}

function whole(verdict: Verdict): Match {
  return { verdict, conditions: [{ part: 'list', verdict }] };
}
