import { enrichedValue, loggedValue, recordOf } from '../events/eventFields';
import { comparisons } from '../facts/rules/fields';
import type { SentField } from '../rules/sent';
import { bitsOfDecimal, compare, compareIds } from './comparator';
import { anyFile, isFileAt, isInFolder, isProgram } from './files';
import { fitsLabel } from './label';
import { doesPermission } from './permission';
import type { MatchSubject, NamedFile } from './subject';
import { anyOf, opposite, verdictOf, type Verdict } from './verdict';

/**
 * One condition of a rule of the exit or io_uring list (kernel/auditsc.c, audit_filter_rules). `file`: the one that the
 * rule is tried for; undefined: it is tried once for the whole call, and conditions about files mean any of them.
 */
export function conditionHolds(sent: SentField, subject: MatchSubject, file: NamedFile | undefined): Verdict {
  const { field, operator, value } = sent;
  const files = file === undefined ? subject.files : [file];
  const number = (left: number | undefined): Verdict =>
    left === undefined || value === undefined ? 'cannot-tell' : verdictOf(compare(left, operator, value));
  switch (field.name) {
    case 'key':
      return 'yes';
    case 'pid':
    case 'ppid':
      return number(subject.decimal(field.name));
    case 'auid':
    case 'loginuid':
      return accountHolds(sent, subject, 'auid');
    case 'uid':
    case 'euid':
    case 'suid':
    case 'fsuid':
    case 'sgid':
    case 'fsgid':
      return accountHolds(sent, subject, field.name);
    case 'gid':
    case 'egid':
      return groupHolds(sent, subject);
    case 'sessionid':
      return number(subject.decimal('ses'));
    case 'pers':
      // Written only where it is not that of Linux.
      return number(subject.process === undefined ? undefined : (subject.hex('per') ?? 0));
    case 'arch':
      return subject.kind === 'uring' ? number(0) : number(subject.hex('arch'));
    case 'exit':
      return hasResult(subject, number(subject.decimal('exit')));
    case 'success':
      return hasResult(subject, succeeds(sent, subject.value('success')));
    case 'a0':
    case 'a1':
    case 'a2':
    case 'a3':
      return subject.kind === 'uring' ? 'cannot-tell' : number(subject.hex(field.name));
    case 'saddr_fam':
      return familyHolds(subject, number);
    case 'devmajor':
    case 'devminor': {
      const part = field.name === 'devmajor' ? 'major' : 'minor';
      return anyFile(subject, files, ({ devices }) =>
        devices.length === 0 ? 'cannot-tell' : anyOf(devices.map((device) => number(device[part]))),
      );
    }
    case 'inode':
      return anyFile(subject, files, ({ inode }) => number(inode));
    case 'obj_uid':
    case 'obj_gid':
      return anyFile(subject, files, (each) => ownerHolds(sent, each));
    case 'filetype': {
      const found = anyFile(subject, subject.files, ({ type, inode }) =>
        inode === undefined || type === undefined ? 'no' : verdictOf(type === value),
      );
      return operator === '!=' ? opposite(found) : found;
    }
    case 'path':
      return anyFile(subject, files, (each) => isFileAt(each, sent.text ?? ''));
    case 'dir':
      return isInFolder(subject, sent);
    case 'perm':
      return value === undefined ? 'cannot-tell' : doesPermission(subject, value);
    case 'exe':
      return isProgram(subject, sent);
    case 'field_compare':
      return comparisonHolds(sent, subject);
    default:
      if (field.name.startsWith('subj_')) return fitsLabel(subject.process, sent);
      if (field.name.startsWith('obj_')) return anyFile(subject, files, ({ record }) => fitsLabel(record, sent));
      return 'cannot-tell';
  }
}

/** Ids by number; a name that nobody knew a number for by what the event's host calls the id. */
export function accountHolds(
  { field, operator, value, text }: SentField,
  subject: MatchSubject,
  name: string,
): Verdict {
  const id = subject.decimal(name);
  if (id === undefined) return 'cannot-tell';
  if (value !== undefined) return verdictOf(compareIds(id, operator, value));
  const { naming } = subject.event;
  const known = field.value === 'gid' ? naming?.group?.(String(id)) : naming?.user?.(String(id));
  return named(operator, subject.enriched(name) ?? known, text);
}

function named(operator: SentField['operator'], known: string | undefined, text: string | undefined): Verdict {
  if (known === undefined || known.startsWith('unknown')) return 'cannot-tell';
  if (operator !== '=' && operator !== '!=') return 'cannot-tell';
  return verdictOf((known === text) === (operator === '='));
}

/** A process has more groups than the one that is logged, and for (in)equality they count (groups_search). */
function groupHolds(sent: SentField, subject: MatchSubject): Verdict {
  const verdict = accountHolds(sent, subject, sent.field.name);
  const isOfOthers = (sent.operator === '=' && verdict === 'no') || (sent.operator === '!=' && verdict === 'yes');
  return isOfOthers ? 'cannot-tell' : verdict;
}

function ownerHolds({ field, operator, value, text }: SentField, { record }: NamedFile): Verdict {
  const name = field.name === 'obj_uid' ? 'ouid' : 'ogid';
  const id = bitsOfDecimal(loggedValue(record, name));
  if (id === undefined) return 'cannot-tell';
  return value === undefined
    ? named(operator, enrichedValue(record, name), text)
    : verdictOf(compareIds(id, operator, value));
}

/** Without a result (the call did not return) neither exit nor success is ever true. */
function hasResult(subject: MatchSubject, verdict: Verdict): Verdict {
  if (subject.process === undefined) return 'cannot-tell';
  return subject.value('success') === undefined && subject.value('exit') === undefined ? 'no' : verdict;
}

/** The kernel compares numbers that mean success (1) and failure (2), by whatever operator. */
function succeeds({ operator, value }: SentField, success: string | undefined): Verdict {
  if (success !== 'yes' && success !== 'no') return 'cannot-tell';
  return verdictOf(compare(success === 'yes' ? 1 : 2, operator, value === 0 ? 2 : 1));
}

function familyHolds(subject: MatchSubject, number: (left: number | undefined) => Verdict): Verdict {
  if (subject.process === undefined) return 'cannot-tell';
  const record = recordOf(subject.event, 'SOCKADDR');
  if (record === undefined) return 'no';
  const bytes = /^([0-9a-f]{2})([0-9a-f]{2})/i.exec(loggedValue(record, 'saddr') ?? '');
  if (bytes === null) return 'cannot-tell';
  // In the byte order of the machine, which its number tells (AUDIT_ARCH_LE).
  const isLittle = ((subject.hex('arch') ?? 0x40000000) & 0x40000000) !== 0;
  const [first = '', second = ''] = isLittle ? [bytes[2], bytes[1]] : [bytes[1], bytes[2]];
  return number(Number.parseInt(first + second, 16));
}

/** `-C`: where the owner of a file is meant, that of any file. */
function comparisonHolds({ operator, value }: SentField, subject: MatchSubject): Verdict {
  const found = comparisons.find(([, , number]) => number === value);
  if (found === undefined) return 'no';
  const [first, second] = found;
  const left = subject.decimal(first);
  if (left === undefined) return 'cannot-tell';
  if (!second.startsWith('obj_')) {
    const right = subject.decimal(second);
    return right === undefined ? 'cannot-tell' : verdictOf(compareIds(left, operator, right));
  }
  const name = second === 'obj_uid' ? 'ouid' : 'ogid';
  return anyFile(subject, subject.files, ({ record }) => {
    const owner = bitsOfDecimal(loggedValue(record, name));
    return owner === undefined ? 'cannot-tell' : verdictOf(compareIds(left, operator, owner));
  });
}
