import { kernelListOrder, listFact } from '../facts/rules/lists';
import type { Target } from '../target';
import { readCommandLine } from './auditctl';
import { contextOf } from './context';
import { isSameRule, ruleHash } from './identity';
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
 * end, deletions, and duplicates that it refuses. Lines that are refused count as not there; whether paths exist is not
 * looked at. Linear in the number of lines.
 */
export function loadedRules(tree: RulesTree, target: Target): LoadedRule[] {
  const context = contextOf(target);
  const held = new Held();
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const effect = readCommandLine(line, tree.text, context).effect;
    // After -e 2 the kernel takes no change until the next boot.
    if (effect?.settings.some(({ name, value }) => name === '-e' && value === 2)) break;
    if (effect?.deleteAll !== undefined) held.deleteAll(effect.deleteAll.key);
    const rule = effect?.rule;
    if (rule === undefined || kernelRefusal(rule) !== undefined) continue;
    if (rule.operation === 'delete') held.delete(rule);
    else held.add(rule, line);
  }
  const inOrder = held.inOrder();
  return kernelListOrder.flatMap((name) => inOrder.filter(({ rule }) => rule.list === listFact(name)!.number));
}

/** The rules of a kernel while a file is loaded. */
class Held {
  /** The last added at the front is the first. */
  #front: LoadedRule[] = [];
  #back: LoadedRule[] = [];
  readonly #deleted = new Set<LoadedRule>();
  /** By the hash of the rule; the one that is first in the kernel's order comes last. */
  readonly #byHash = new Map<number, LoadedRule[]>();

  add(rule: SentRule, line: RulesLine): void {
    const hash = ruleHash(rule);
    const alike = this.#byHash.get(hash);
    if (rule.operation === 'append' && alike?.some((other) => isSameRule(other.rule, rule)) === true) return;
    const loaded = { rule, line };
    (rule.operation === 'prepend' ? this.#front : this.#back).push(loaded);
    if (alike === undefined) this.#byHash.set(hash, [loaded]);
    else if (rule.operation === 'prepend') alike.push(loaded);
    else alike.unshift(loaded);
  }

  delete(rule: SentRule): void {
    const alike = this.#byHash.get(ruleHash(rule)) ?? [];
    const at = alike.findLastIndex((other) => isSameRule(other.rule, rule));
    for (const loaded of at === -1 ? [] : alike.splice(at, 1)) this.#deleted.add(loaded);
  }

  /** `-D`, and `-D -k KEY`, which deletes every rule whose keys hold that text anywhere. */
  deleteAll(key: string | undefined): void {
    if (key === undefined) {
      this.#front = [];
      this.#back = [];
      this.#byHash.clear();
      return;
    }
    const stays = ({ rule }: LoadedRule) =>
      !rule.fields.some(({ field, text }) => field.name === 'key' && text!.includes(key));
    this.#front = this.#front.filter(stays);
    this.#back = this.#back.filter(stays);
    for (const [hash, alike] of this.#byHash) this.#byHash.set(hash, alike.filter(stays));
  }

  inOrder(): LoadedRule[] {
    return [...this.#front.reverse(), ...this.#back].filter((loaded) => !this.#deleted.has(loaded));
  }
}
