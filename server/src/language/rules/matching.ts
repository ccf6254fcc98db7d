import { listFact } from '../../../../core/src/facts/rules/lists';
import { LoadedLines } from '../../../../core/src/rules/loadedLines';
import { Recurring } from '../../../../core/src/rules/recurring';
import { shadowedRules } from '../../../../core/src/rules/shadow';
import { LoadedRule, type RulesFile } from './rulesFile';

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
  const recurring = new Recurring(file.rules.length);
  for (const { hash } of file.rules) recurring.note(hash);
  const identities = new LoadedLines<LoadedRule>(({ rule }) => rule);
  for (const taken of file.taken) {
    if (taken.effect.deleteAll !== undefined) {
      held = [];
      identities.clear();
    }
    if (!(taken instanceof LoadedRule) || taken.rule.list !== exit || taken.rule.operation === 'delete') continue;
    // The kernel refuses a rule that it has.
    const earlier = recurring.recurs(taken.hash) ? identities.add(taken.rule, taken, taken.hash) : undefined;
    if (taken.rule.operation === 'append' && earlier !== undefined) continue;
    held.push(taken);
  }
  const inOrder = [
    ...held.filter(({ rule }) => rule.operation === 'prepend').reverse(),
    ...held.filter(({ rule }) => rule.operation === 'append'),
  ];
  const found = shadowedRules(inOrder).map(({ rule, by }) => ({ later: rule, earlier: by }));
  known.set(file, found);
  return found;
}
