import type { SentField, SentRule } from './sent';

// Hundreds of thousands of rules are compared with each other: by numbers first, and by what they say only where the
// numbers agree, so that no rule needs a text of its own.

/** The same for two rules that `isSameRule`: 30 bits, not negative. */
export function ruleHash(rule: SentRule): number {
  let hash = mix(callsHash(rule.syscalls), (rule.list << 4) ^ rule.action.length);
  for (const field of rule.fields) hash = mix(hash, conditionHash(field));
  return hash & 0x3fffffff;
}

/** Whether the kernel calls two rules the same (audit_compare_rule): list, action, calls, the same fields in the same order. */
export function isSameRule(a: SentRule, b: SentRule): boolean {
  if (a.list !== b.list || a.action !== b.action || a.fields.length !== b.fields.length) return false;
  return (
    a.fields.every((field, index) => isSameCondition(field, b.fields[index]!)) && isSameCalls(a.syscalls, b.syscalls)
  );
}

/** The same for two conditions that `isSameCondition`: 30 bits, not negative. */
export function conditionHash({ field, operator, value, text }: SentField): number {
  const start = mix(field.number + 1, operator.charCodeAt(0) * 2 + operator.length);
  const isAccount = field.value === 'uid' || field.value === 'gid';
  const hash =
    text !== undefined && (!isAccount || value === undefined) ? mixText(start, text) : mix(start, value! | 0);
  return hash & 0x3fffffff;
}

export function isSameCondition(a: SentField, b: SentField): boolean {
  return a.field.number === b.field.number && a.operator === b.operator && comparedValue(a) === comparedValue(b);
}

/** An account is its number where that is known, whatever it is called. */
function comparedValue({ field, value, text }: SentField): string | number | undefined {
  return field.value === 'uid' || field.value === 'gid' ? (value ?? text) : (text ?? value);
}

/** The same for two rules that `hasSameConditions`. `apart`: names of fields that do not count. */
export function conditionsHash(rule: SentRule, apart: ReadonlySet<string>): number {
  let sum = 0;
  for (const sent of rule.fields) if (!apart.has(sent.field.name)) sum = (sum + conditionHash(sent)) & 0x3fffffff;
  return sum;
}

/** Whether two rules have the same conditions, in any order and number. `apart`: names of fields that do not count. */
export function hasSameConditions(a: SentRule, b: SentRule, apart: ReadonlySet<string>): boolean {
  for (const sent of a.fields) if (!apart.has(sent.field.name) && !isAmong(sent, b.fields)) return false;
  for (const sent of b.fields) if (!apart.has(sent.field.name) && !isAmong(sent, a.fields)) return false;
  return true;
}

/** Whether one of the conditions is the same. */
export function isAmong(sent: SentField, conditions: readonly SentField[]): boolean {
  for (const other of conditions) if (isSameCondition(sent, other)) return true;
  return false;
}

/** The same for two lists of system calls that `isSameCalls`. */
export function callsHash(calls: SentRule['syscalls']): number {
  if (calls === 'all') return -1;
  if (calls.length === 1) return callBits(calls[0]!);
  seen.fill(0);
  let sum = 0;
  for (const call of calls) {
    const word = (call >>> 5) & 63;
    const bit = 1 << (call & 31);
    if ((seen[word]! & bit) !== 0) continue;
    seen[word]! |= bit;
    sum = (sum + callBits(call)) | 0;
  }
  return sum;
}

/** A bit for each system call that was seen while one rule is looked at; numbers beyond fall together with others. */
const seen = new Uint32Array(64);

const callBits = (call: number) => Math.imul((call & 2047) + 1, 0x85ebca6b);

/** Order and repeats make no difference. */
export function isSameCalls(a: SentRule['syscalls'], b: SentRule['syscalls']): boolean {
  if (a === 'all' || b === 'all') return a === b;
  if (a.length === 1 && b.length === 1) return a[0] === b[0];
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && a.every((call) => right.has(call));
}

/** Numbers in order, once each. */
export function callsText(syscalls: SentRule['syscalls']): string {
  return syscalls === 'all' ? 'all' : [...new Set(syscalls)].sort((a, b) => a - b).join(',');
}

export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function mixText(hash: number, text: string): number {
  let result = hash;
  for (let at = 0; at < text.length; at++) result = Math.imul(result ^ text.charCodeAt(at), 0x01000193);
  return mix(result, text.length);
}
