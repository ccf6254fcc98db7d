import { listFact, lists } from '../facts/rules/lists';
import type { SentField, SentRule } from './sent';

/** Why the kernel answers EINVAL to a rule, and which of its fields is the reason (undefined: the rule as a whole). */
export interface KernelRefusal {
  readonly field: SentField | undefined;
  readonly reason: KernelReason;
}

export type KernelReason =
  | 'unknown-list'
  | 'list-takes-not'
  | 'bit-operator'
  | 'order-operator'
  | 'inequality'
  | 'invalid-id'
  | 'unset-order'
  | 'relative-path'
  | 'trailing-slash'
  | 'second-place'
  | 'second-key'
  | 'second-exe';

const unset = 0xffffffff;
const filesystem = listFact('filesystem')!.number;
const ioUring = listFact('io_uring')!.number;
const exit = listFact('exit')!.number;
const known = new Set(lists.filter(({ name }) => name !== 'entry').map(({ number }) => number));

/**
 * What Linux 6.12 refuses of a rule that auditctl sends (kernel/auditfilter.c, audit_data_to_entry and
 * audit_field_valid). Whether paths exist is not looked at. Undefined: it is taken.
 */
export function kernelRefusal(rule: SentRule): KernelRefusal | undefined {
  if (!known.has(rule.list)) return { field: undefined, reason: 'unknown-list' };
  let place = false;
  let key = false;
  let exe = false;
  for (const field of rule.fields) {
    const reason = fieldRefusal(field, rule);
    if (reason !== undefined) return { field, reason };
    const { name } = field.field;
    if (name === 'path' || name === 'dir' || name === 'inode') {
      if (place) return { field, reason: 'second-place' };
      place = true;
    } else if (name === 'key') {
      if (key) return { field, reason: 'second-key' };
      key = true;
    } else if (name === 'exe') {
      if (exe) return { field, reason: 'second-exe' };
      exe = true;
    }
  }
  return undefined;
}

function fieldRefusal(sent: SentField, rule: SentRule): KernelReason | undefined {
  const { field, operator, value, text } = sent;
  const { name } = field;
  if (rule.list === filesystem && name !== 'fstype' && name !== 'key') return 'list-takes-not';
  if (name === 'perm' && rule.list === ioUring) return 'list-takes-not';
  const atPlace = name === 'path' || name === 'dir' || name === 'inode';
  if (atPlace && rule.list !== exit && rule.list !== ioUring) return 'list-takes-not';
  const equality = operator === '=' || operator === '!=';
  if (field.number === 9 && value === unset) return equality ? undefined : 'unset-order';
  if (operator === '&' || operator === '&=') {
    if (field.operators !== 'any')
      return field.operators === 'order' || name === 'inode' ? 'bit-operator' : 'order-operator';
  } else if (!equality && field.operators !== 'any' && field.operators !== 'order') return 'order-operator';
  if ((field.value === 'uid' || field.value === 'gid') && value === unset) return 'invalid-id';
  if (field.value !== 'path') return undefined;
  const path = text ?? '';
  if (name !== 'exe' && operator !== '=') return 'inequality';
  if (!path.startsWith('/')) return 'relative-path';
  // A watch on the root folder is sent as dir, which may end so; auditctl sees that it is a folder.
  if (name !== 'dir' && path.endsWith('/') && !(rule.watch && name === 'path' && /^\/+$/.test(path)))
    return 'trailing-slash';
  return undefined;
}
