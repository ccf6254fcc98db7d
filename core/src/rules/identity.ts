import type { SentRule } from './sent';

/**
 * A text that is the same for two rules exactly if the kernel calls them the same (audit_compare_rule): list, action,
 * system calls, and the same fields in the same order.
 */
export function ruleIdentity(rule: SentRule): string {
  let text = `${rule.list} ${rule.action} ${callsText(rule.syscalls)}`;
  for (const field of rule.fields) {
    const account = field.field.value === 'uid' || field.field.value === 'gid';
    text += `\n${field.field.number}${field.operator}${account ? (field.value ?? field.text) : (field.text ?? field.value)}`;
  }
  return text;
}

/** Numbers in order, once each. */
export function callsText(syscalls: SentRule['syscalls']): string {
  if (syscalls === 'all') return 'all';
  if (syscalls.length < 2) return syscalls.length === 0 ? '' : String(syscalls[0]);
  const sorted = [...syscalls].sort((a, b) => a - b);
  let text = '';
  for (const [at, call] of sorted.entries())
    if (at === 0 || call !== sorted[at - 1]) text += at === 0 ? call : `,${call}`;
  return text;
}
