import type { SentField, SentRule } from './sent';

// Hundreds of thousands of rules are compared with each other: by numbers first, and by what they say only where the
// numbers agree, so that no rule needs a text of its own.

/** The same for two rules that `isSameRule`: 30 bits, not negative. */
export function ruleHash(rule: SentRule): number {
  return hashWith(hashBefore(rule), rule.fields.map(conditionHash));
}

/** What goes into the hash of a rule before its conditions. */
export function hashBefore({ syscalls, list, action }: SentRule): number {
  return mix(callsHash(syscalls), (list << 4) ^ action.length);
}

/** The hash of a rule from `hashBefore` and those of its conditions in their order. */
export function hashWith(before: number, conditions: readonly number[]): number {
  let hash = before;
  for (let at = 0; at < conditions.length; at++) hash = mix(hash, conditions[at]!);
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
export function conditionHash(sent: SentField): number {
  const { field, value, text } = sent;
  const isAccount = field.value === 'uid' || field.value === 'gid';
  if (text !== undefined && (!isAccount || value === undefined)) return textHash(sent, text, 0, text.length);
  return numberHash(sent, value! | 0);
}

/** The same of a condition whose value is a text, that stands in another from `start` to `end`. */
export function textHash(sent: Compared, source: string, start: number, end: number): number {
  let hash = hashOfField(sent);
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ source.charCodeAt(at), 0x01000193);
  return mix(hash, end - start) & 0x3fffffff;
}

/** The same of a condition whose value is a number. */
export function numberHash(sent: Compared, value: number): number {
  return mix(hashOfField(sent), value) & 0x3fffffff;
}

type Compared = Pick<SentField, 'field' | 'operator'>;

function hashOfField({ field, operator }: Compared): number {
  return mix(field.number + 1, operator.charCodeAt(0) * 2 + operator.length);
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
