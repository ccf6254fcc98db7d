import { loggedValue } from '../events/eventFields';
import { unquoted } from '../events/encoded';
import type { AuditRecord } from '../events/event';
import type { SentField } from '../rules/sent';
import { verdictOf, type Verdict } from './verdict';

const parts = { user: 0, role: 1, type: 2 } as const;

/** `subj_*` and `obj_*`: a part of a security label. Which module is loaded is told by the label's form. */
export function fitsLabel(record: AuditRecord | undefined, { field, operator, text }: SentField): Verdict {
  const logged = record && loggedValue(record, field.name.startsWith('subj') ? 'subj' : 'obj');
  if (logged === undefined || logged === '?' || logged === '(none)' || logged === '(null)') return 'cannot-tell';
  const label = unquoted(logged).split(':');
  const part = field.name.slice(field.name.indexOf('_') + 1);
  if (label.length < 3) {
    // AppArmor knows the profile, as the role of a process, and nothing else.
    if (part !== 'role') return 'no';
    return equality(operator, label.join(':').replace(/ \(\w+\)$/, '') === text);
  }
  if (part === 'user' || part === 'role' || part === 'type') return equality(operator, label[parts[part]] === text);
  const range = label.slice(3).join(':').split('-');
  const level = part === 'sen' || part === 'lev_low' ? range[0] : (range[1] ?? range[0]);
  if (level === text) return verdictOf(operator === '=' || operator === '>=' || operator === '<=');
  // Levels are ordered and named by the policy.
  return operator === '=' && level === undefined ? 'no' : 'cannot-tell';
}

function equality(operator: SentField['operator'], isEqual: boolean): Verdict {
  return verdictOf(operator === '=' ? isEqual : operator === '!=' && !isEqual);
}
