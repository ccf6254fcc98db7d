import type { SentField } from '../../../../core/src/rules/sent';
import { callsText } from '../../../../core/src/rules/identity';
import { isOn } from './conditions';
import type { LoadedRule, RulesFile } from './rulesFile';

/** A rule and an earlier one that matches everything it matches. */
export interface Covered {
  readonly earlier: LoadedRule;
  readonly later: LoadedRule;
}

/** Rules with the same conditions, by their system calls. */
interface Group {
  readonly conditions: ReadonlySet<string>;
  readonly rules: Map<string, LoadedRule>;
}

const known = new WeakMap<RulesFile, readonly Covered[]>();

/**
 * Rules of the exit list that never get their turn, since an earlier rule of the file has the same or more calls and no
 * condition that they lack. Only what is certain: names of accounts count as different, ranges are not compared, and a
 * rule about a path is compared only with such a one, as the kernel looks at those at another moment.
 */
export function coveredRules(file: RulesFile): readonly Covered[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found: Covered[] = [];
  let groups = new Map<string, Group>();
  // Each group under its rarest-looking condition, so that a rule meets only groups that share one with it.
  let byCondition = new Map<string, Group[]>();
  for (const taken of file.taken) {
    if (taken.effect.deleteAll !== undefined) {
      groups = new Map();
      byCondition = new Map();
    }
    const rule = taken.effect.rule;
    if (rule === undefined || rule.operation !== 'append') continue;
    const later: LoadedRule = { ...taken, rule };
    if (!isOn(later, 'exit')) continue;
    const conditions = rule.fields.filter(({ field }) => field.name !== 'key').map(conditionText);
    const earlier = coveringRule(later, new Set(conditions), byCondition);
    if (earlier !== undefined) found.push({ earlier, later });
    else remember(later, conditions, groups, byCondition);
  }
  known.set(file, found);
  return found;
}

function conditionText({ field, operator, text, value }: SentField): string {
  return `${field.name}${operator}${text ?? value}`;
}

function coveringRule(
  later: LoadedRule,
  conditions: ReadonlySet<string>,
  byCondition: ReadonlyMap<string, readonly Group[]>,
): LoadedRule | undefined {
  for (const condition of [...conditions, '']) {
    for (const group of byCondition.get(condition) ?? []) {
      if (group.conditions.size > conditions.size || ![...group.conditions].every((each) => conditions.has(each)))
        continue;
      if (isAboutPath(group.conditions) !== isAboutPath(conditions)) continue;
      const calls = callsText(later.rule.syscalls);
      for (const [text, rule] of group.rules) {
        // Equal rules are a matter of the kernel, which refuses the second.
        const isSame = text === calls && group.conditions.size === conditions.size;
        if (!isSame && hasAll(rule.rule.syscalls, later.rule.syscalls)) return rule;
        if (isSame && keyOf(rule) !== keyOf(later)) return rule;
      }
    }
  }
  return undefined;
}

function remember(
  rule: LoadedRule,
  conditions: readonly string[],
  groups: Map<string, Group>,
  byCondition: Map<string, Group[]>,
): void {
  const name = [...conditions].sort().join('\n');
  let group = groups.get(name);
  if (group === undefined) {
    group = { conditions: new Set(conditions), rules: new Map() };
    groups.set(name, group);
    const rarest =
      conditions.find((each) => /^(path|dir|exe|inode)/.test(each)) ??
      conditions.find((each) => !/^(arch|auid|perm)/.test(each)) ??
      conditions[0] ??
      '';
    const same = byCondition.get(rarest);
    if (same === undefined) byCondition.set(rarest, [group]);
    else same.push(group);
  }
  const calls = callsText(rule.rule.syscalls);
  if (!group.rules.has(calls)) group.rules.set(calls, rule);
}

function isAboutPath(conditions: ReadonlySet<string>): boolean {
  for (const each of conditions) if (each.startsWith('path=')) return true;
  return false;
}

function hasAll(more: 'all' | readonly number[], fewer: 'all' | readonly number[]): boolean {
  if (more === 'all') return true;
  return fewer !== 'all' && fewer.every((call) => more.includes(call));
}

function keyOf({ parts }: LoadedRule): string {
  return parts.keys.map(({ text }) => text).join('\x01');
}
