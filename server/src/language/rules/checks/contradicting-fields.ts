import type { SentRule } from '../../../../../core/src/rules/sent';
import { conditionsOf, textOf } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import type { Check } from './check';

/** A process has several groups, and several keys are allowed. */
const canHaveSeveral: readonly string[] = ['gid', 'egid', 'key', 'perm'];

export const contradictingFields: Check = {
  code: 'contradicting-fields',
  severity: 'warning',
  scope: 'line',
  *find(file) {
    for (const loaded of file.rules) {
      const contradiction = contradictionOf(loaded);
      if (contradiction === undefined) continue;
      const written = conditionsOf(loaded, contradiction);
      const [first, last] = [written[0], written.at(-1)];
      if (first === undefined || last === undefined || first === last) continue;
      yield {
        span: last.span,
        message: `All conditions of a rule have to hold, and \`${textOf(file, first.span)}\` and \`${textOf(file, last.span)}\` never do together: this rule never matches. Write one rule for each.`,
        related: [{ span: first.span, message: 'The condition that it contradicts.' }],
      };
    }
  },
};

/** The name of a field that is asked to have two values at once, or one out of an empty range. */
function contradictionOf({ rule }: LoadedRule): string | undefined {
  if (!hasFieldTwice(rule)) return undefined;
  const equal = new Map<string, string | number>();
  const least = new Map<string, number>();
  const most = new Map<string, number>();
  for (const { field, operator, value, text } of rule.fields) {
    if (canHaveSeveral.includes(field.name)) continue;
    const wanted = text ?? value;
    if (wanted === undefined) continue;
    if (operator === '=') {
      const before = equal.get(field.name);
      // A name and a number may be the same account.
      if (before !== undefined && typeof before === typeof wanted && before !== wanted) return field.name;
      equal.set(field.name, wanted);
    }
    if (value === undefined || text !== undefined) continue;
    if (operator === '>=' || operator === '>')
      least.set(field.name, Math.max(least.get(field.name) ?? 0, operator === '>' ? value + 1 : value));
    if (operator === '<=' || operator === '<')
      most.set(field.name, Math.min(most.get(field.name) ?? Infinity, operator === '<' ? value - 1 : value));
  }
  for (const [name, lower] of least) {
    const exact = equal.get(name);
    if (lower > (most.get(name) ?? Infinity) || (typeof exact === 'number' && exact < lower)) return name;
  }
  for (const [name, upper] of most) {
    const exact = equal.get(name);
    if (typeof exact === 'number' && exact > upper) return name;
  }
  return undefined;
}

function hasFieldTwice({ fields }: SentRule): boolean {
  return fields.some(({ field }, at) => fields.findIndex((other) => other.field.name === field.name) < at);
}
