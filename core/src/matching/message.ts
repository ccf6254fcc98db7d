import type { SentField } from '../rules/sent';
import { compare } from './comparator';
import { accountHolds } from './condition';
import { isProgram } from './files';
import { fitsLabel } from './label';
import type { MatchSubject } from './subject';
import { verdictOf, type Verdict } from './verdict';

/**
 * One condition of a rule of the user or exclude list for a record of one type (kernel/audit.c, audit_filter): fields
 * beyond these end the list there.
 */
export function messageConditionHolds(sent: SentField, subject: MatchSubject, type: number | undefined): Verdict {
  const { field, operator, value } = sent;
  switch (field.name) {
    case 'msgtype':
      return type === undefined || value === undefined ? 'cannot-tell' : verdictOf(compare(type, operator, value));
    case 'pid': {
      const pid = subject.decimal('pid');
      return pid === undefined || value === undefined ? 'cannot-tell' : verdictOf(compare(pid, operator, value));
    }
    case 'uid':
    case 'gid':
      return accountHolds(sent, subject, field.name);
    case 'auid':
    case 'loginuid':
      return accountHolds(sent, subject, 'auid');
    case 'exe':
      return isProgram(subject, sent);
    default:
      return field.name.startsWith('subj_') ? fitsLabel(subject.process, sent) : 'no';
  }
}
