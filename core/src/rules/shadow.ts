import { listFact } from '../facts/rules/lists';
import type { LoadedRule } from './loaded';
import type { SentField, SentRule } from './sent';

/** A rule that can never match, and the earlier rules that match everything it would. */
export interface ShadowedRule {
  readonly rule: LoadedRule;
  readonly by: readonly LoadedRule[];
}

const exit = listFact('exit')!.number;
/** With more conditions than this a rule has too many parts to look at one by one. */
const mostConditions = 8;

/**
 * Rules of the exit list that earlier ones hide: of each of its system calls an earlier rule, whose conditions are all
 * conditions of this one as well, has matched before, and the first match decides (kernel/auditsc.c, audit_filter_rules:
 * prio). `rules` in the kernel's order. Only what is certain: conditions are compared for equality, not for what they imply.
 * Linear in the number of rules.
 */
export function shadowedRules(rules: readonly LoadedRule[]): ShadowedRule[] {
  const seen = new Map<string, Covered>();
  const shadowed: ShadowedRule[] = [];
  for (const loaded of rules) {
    if (loaded.rule.list !== exit) continue;
    const conditions = conditionsOf(loaded.rule);
    const by = conditions.length > mostConditions ? undefined : coverOf(loaded.rule, conditions, seen);
    if (by !== undefined) shadowed.push({ rule: loaded, by });
    else note(loaded, conditions, seen);
  }
  return shadowed;
}

/** Who matched a system call first, among rules with the same conditions. */
interface Covered {
  all: LoadedRule | undefined;
  readonly calls: Map<number, LoadedRule>;
}

function note(loaded: LoadedRule, conditions: readonly string[], seen: Map<string, Covered>): void {
  const key = conditions.join('\n');
  let covered = seen.get(key);
  if (covered === undefined) seen.set(key, (covered = { all: undefined, calls: new Map() }));
  if (loaded.rule.syscalls === 'all') covered.all ??= loaded;
  else for (const call of loaded.rule.syscalls) if (!covered.calls.has(call)) covered.calls.set(call, loaded);
}

function coverOf(
  rule: SentRule,
  conditions: readonly string[],
  seen: ReadonlyMap<string, Covered>,
): LoadedRule[] | undefined {
  const candidates: Covered[] = [];
  for (let subset = 0; subset < 1 << conditions.length; subset++) {
    const covered = seen.get(conditions.filter((_, at) => (subset & (1 << at)) !== 0).join('\n'));
    if (covered === undefined) continue;
    if (covered.all !== undefined) return [covered.all];
    candidates.push(covered);
  }
  if (rule.syscalls === 'all' || rule.syscalls.length === 0 || candidates.length === 0) return undefined;
  const by = new Set<LoadedRule>();
  for (const call of rule.syscalls) {
    const first = candidates.find(({ calls }) => calls.has(call))?.calls.get(call);
    if (first === undefined) return undefined;
    by.add(first);
  }
  return [...by];
}

/** The conditions in a fixed order; keys are labels, not conditions. */
function conditionsOf(rule: SentRule): string[] {
  const texts = rule.fields.filter(({ field }) => field.name !== 'key').map((sent) => conditionText(sent, rule));
  return [...new Set(texts)].sort();
}

function conditionText({ field, operator, value, text }: SentField, rule: SentRule): string {
  // Whether a watch is on a file or on a folder is known only where it is loaded.
  const name = rule.watch && field.name === 'path' ? 'watch' : field.name;
  const isAccount = field.value === 'uid' || field.value === 'gid';
  return `${name}${operator}${isAccount ? (value ?? text) : (text ?? value)}`;
}
