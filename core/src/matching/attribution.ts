import { keysOfEvent } from '../events/eventFields';
import type { AuditEvent } from '../events/event';
import { numberOfType } from '../events/names';
import { match, matches } from './match';
import { isRecording, type BookRule, type RuleBook } from './ruleBook';
import { MatchSubject } from './subject';
import type { Verdict } from './verdict';

/** A rule that may have made an event. `fits`: what its conditions say of it. */
export interface Candidate {
  readonly book: BookRule;
  readonly fits: Verdict;
  /** Names of conditions that do not hold or of which the records do not tell. */
  readonly doubts: readonly string[];
  /** A rule that is tried before and fits as well: with it loaded, this one would not have had its turn. */
  readonly behind: BookRule | undefined;
}

/**
 * Which rule made an event. `the-rule`: it alone carries the event's key and fits, and none before it does. `candidates`:
 * what could have. `none` says why no rule is named: messages need no rule (`message`: a program sent it; `kernel`: the
 * kernel writes it by itself), `no-key`: no rule here carries the key, `no-rule`: none without a key fits.
 */
export type Attribution =
  | { readonly kind: 'the-rule'; readonly rule: Candidate }
  | { readonly kind: 'candidates'; readonly rules: readonly Candidate[] }
  | { readonly kind: 'none'; readonly why: 'message' | 'kernel' | 'no-key' | 'no-rule' };

/** By key, then by the rules' conditions, in the order in which the kernel tries them: the first that matches decides. */
export function attribute(event: AuditEvent, book: RuleBook): Attribution {
  const subject = new MatchSubject(event);
  const key = keyOf(event);
  const without = key === '' ? ruleless(subject) : undefined;
  if (without !== undefined) return { kind: 'none', why: without };
  const alike = possibleRules(event, book, subject);
  if (alike.length === 0) return { kind: 'none', why: key === '' ? 'no-rule' : 'no-key' };
  const rules = alike.map((candidate) => withDoubts(candidate, book, subject));
  const [only] = rules;
  return rules.length === 1 && only?.fits === 'yes' && only.behind === undefined
    ? { kind: 'the-rule', rule: only }
    : { kind: 'candidates', rules };
}

/** A rule that may have made an event, without what is said of it. */
export interface Possible {
  readonly book: BookRule;
  readonly fits: Verdict;
}

/**
 * The rules that carry the event's keys and may fit, up to the first of each program that does; where none may, for an
 * event with a key all that carry it, since somebody's rule made it. None for events that need no rule.
 */
export function possibleRules(event: AuditEvent, book: RuleBook, subject = new MatchSubject(event)): Possible[] {
  const key = keyOf(event);
  if (key === '' && ruleless(subject) !== undefined) return [];
  const carrying = book.withKey(key);
  const found: Possible[] = [];
  let decided: number | undefined;
  for (const each of carrying) {
    if (each.program === decided) continue;
    const fits = matches(each.rule, subject);
    if (fits === 'no') continue;
    found.push({ book: each, fits });
    if (fits === 'yes') decided = each.program;
  }
  if (found.length > 0 || key === '') return found;
  return carrying.map((each) => ({ book: each, fits: 'no' }));
}

/** All keys of the rule that made an event, joined as the kernel joins them; '' for none. */
export function keyOf(event: AuditEvent): string {
  return keysOfEvent(event).join('\x01');
}

function withDoubts({ book: each, fits }: Possible, book: RuleBook, subject: MatchSubject): Candidate {
  const doubts =
    fits === 'yes'
      ? []
      : match(each.rule, subject)
          .conditions.filter(({ verdict }) => verdict === fits)
          .map(({ part }) => (part === 'list' ? 'list' : part === 'calls' ? 'syscall' : part.field.name));
  const rules = book.programs[each.program] ?? [];
  const before = rules.slice(0, rules.indexOf(each));
  const behind = before.find((other) => isRecording(other) && matches(other.rule, subject) === 'yes');
  return { book: each, fits, doubts: [...new Set(doubts)], behind };
}

/** Records that the kernel writes whatever rules it has; others stand in events that a rule made. */
const byItself: ReadonlySet<number> = new Set([1305, 1325, 1326, 1331, 1334, 1335, 1338, 1339]);

function ruleless({ kind, event }: MatchSubject): 'message' | 'kernel' | undefined {
  const numbers = event.records.map(({ type }) => numberOfType(type));
  const isOfKernel = (type: number | undefined) =>
    type !== undefined && (byItself.has(type) || type === 1006 || (type >= 1400 && type < 2000));
  if (numbers.some(isOfKernel)) return 'kernel';
  return kind === 'message' ? 'message' : undefined;
}
