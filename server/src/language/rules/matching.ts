import { listFact } from '../../../../core/src/facts/rules/lists';
import { shadowedRules } from '../../../../core/src/rules/shadow';
import type { LoadedRule, RulesFile } from './rulesFile';

/** A rule that never gets its turn, and those before it that match everything it would. */
export interface Covered {
  readonly later: LoadedRule;
  readonly earlier: readonly LoadedRule[];
}

const exit = listFact('exit')?.number;
const known = new WeakMap<RulesFile, readonly Covered[]>();

/** In a file that is loaded as it stands. In a rules.d folder the order is another, and is judged as a whole. */
export function coveredRules(file: RulesFile): readonly Covered[] {
  if (file.isInRulesFolder) return [];
  const before = known.get(file);
  if (before !== undefined) return before;
  let held: LoadedRule[] = [];
  for (const taken of file.taken) {
    if (taken.effect.deleteAll !== undefined) held = [];
    const rule = taken.effect.rule;
    if (rule !== undefined && rule.list === exit && rule.operation !== 'delete') held.push(taken as LoadedRule);
  }
  const inOrder = [
    ...held.filter(({ rule }) => rule.operation === 'prepend').reverse(),
    ...held.filter(({ rule }) => rule.operation === 'append'),
  ];
  const found = shadowedRules(inOrder).map(({ rule, by }) => ({
    later: rule as LoadedRule,
    earlier: by as readonly LoadedRule[],
  }));
  known.set(file, found);
  return found;
}
