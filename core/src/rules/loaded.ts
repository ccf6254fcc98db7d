import { kernelListOrder, listFact } from '../facts/rules/lists';
import type { Target } from '../target';
import { readCommandLine } from './auditctl';
import { contextOf } from './context';
import { ruleIdentity } from './identity';
import { kernelRefusal } from './kernel';
import type { SentRule } from './sent';
import type { RulesLine, RulesTree } from './tree';

/** A rule that the kernel holds, and the line that brought it. */
export interface LoadedRule {
  readonly rule: SentRule;
  readonly line: RulesLine;
}

/**
 * What the kernel holds after a file is loaded on an empty one, list by list in the kernel's order: additions at either
 * end, deletions, and duplicates that it refuses. Lines that are refused count as not there; whether paths exist is not looked at.
 */
export function loadedRules(tree: RulesTree, target: Target): LoadedRule[] {
  const context = contextOf(target);
  let held: LoadedRule[] = [];
  const identities = new Map<string, number>();
  const count = (identity: string, change: number) =>
    identities.set(identity, (identities.get(identity) ?? 0) + change);
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const effect = readCommandLine(line, tree.text, context).effect;
    // After -e 2 the kernel takes no change until the next boot.
    if (effect?.settings.some(({ name, value }) => name === '-e' && value === 2)) break;
    if (effect?.deleteAll !== undefined) {
      held = afterDeleteAll(held, effect.deleteAll.key);
      identities.clear();
      for (const { rule } of held) count(ruleIdentity(rule), 1);
    }
    const rule = effect?.rule;
    if (rule === undefined || kernelRefusal(rule) !== undefined) continue;
    const identity = ruleIdentity(rule);
    const there = identities.get(identity) ?? 0;
    if (rule.operation === 'delete') {
      if (there === 0) continue;
      held.splice(
        held.findIndex((other) => ruleIdentity(other.rule) === identity),
        1,
      );
      count(identity, -1);
    } else if (rule.operation === 'prepend') {
      held.unshift({ rule, line });
      count(identity, 1);
    } else if (there === 0) {
      held.push({ rule, line });
      count(identity, 1);
    }
  }
  return kernelListOrder.flatMap((name) => held.filter(({ rule }) => rule.list === listFact(name)!.number));
}

/** `-D`, and `-D -k KEY`, which deletes every rule whose keys hold that text anywhere. */
function afterDeleteAll(held: readonly LoadedRule[], key: string | undefined): LoadedRule[] {
  if (key === undefined) return [];
  return held.filter(({ rule }) => !rule.fields.some(({ field, text }) => field.name === 'key' && text!.includes(key)));
}
