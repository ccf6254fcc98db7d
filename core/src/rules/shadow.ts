import { listFact } from '../facts/rules/lists';
import { conditionHash, isSameCondition, mix } from './identity';
import { Recurring } from './recurring';
import type { SentRule } from './sent';

const exit = listFact('exit')!.number;
/** With more conditions than this a rule has too many parts to look at one by one. */
const mostConditions = 8;
/** So few that looking through them costs no more than a table of them. */
const fewCalls = 256;

/** A rule that never gets its turn, and the earlier ones that match everything it would. */
interface Shadowed<Loaded> {
  readonly rule: Loaded;
  readonly by: readonly Loaded[];
}

/** A rule and, where they are known already, the numbers of its conditions (`conditionsOf`). */
interface Conditioned {
  readonly rule: SentRule;
  readonly conditions?: readonly number[];
}

/**
 * Rules of the exit list that earlier ones hide: of each of its system calls an earlier rule, whose conditions are all
 * conditions of this one as well, has matched before, and the first match decides (kernel/auditsc.c,
 * audit_filter_rules: prio). `rules` in the kernel's order. Only what is certain: conditions are compared for equality,
 * not for what they imply. Linear in the number of rules.
 */
export function shadowedRules<Loaded extends Conditioned>(rules: readonly Loaded[]): Shadowed<Loaded>[] {
  const conditions = rules.map((loaded) => loaded.conditions ?? conditionsOf(loaded.rule));
  const recurring = new Recurring(4 * rules.length);
  for (const each of conditions) for (const condition of each) recurring.note(condition);
  const sets = new ConditionSets<Loaded>();
  const shadowed: Shadowed<Loaded>[] = [];
  for (const [at, loaded] of rules.entries()) {
    const all = conditions[at]!;
    if (loaded.rule.list !== exit || all.length > mostConditions) continue;
    // A condition that no other rule has keeps a rule from hiding others, and does not keep it from being hidden.
    const shared = all.filter((condition) => recurring.recurs(condition));
    const by = coverOf(loaded.rule, sets.within(shared, loaded.rule));
    if (by !== undefined) shadowed.push({ rule: loaded, by });
    else if (shared.length === all.length) sets.note({ loaded, at }, shared);
  }
  return shadowed;
}

/** A rule and its place in the kernel's order. */
interface Placed<Loaded> {
  readonly loaded: Loaded;
  readonly at: number;
}

/** The rules that have exactly one set of conditions. */
interface Alike<Loaded> {
  readonly first: Placed<Loaded>;
  /** How many conditions. */
  readonly size: number;
  /** Who matched all system calls first. */
  all?: Placed<Loaded>;
  /** Who matched some of them first. One rule is kept as it is: most sets of conditions have no second. */
  some?: Placed<Loaded>;
  byCall?: Map<number, Placed<Loaded>>;
  /** Another set of the same number. */
  next?: Alike<Loaded>;
}

/** Where sets begin; any number will do. */
const root = 1;
const step = (place: number, condition: number) => mix(place, condition) & 0x3fffffff;

/**
 * Sets of conditions as a tree: from a set's beginning along its conditions in their order to the rules that have it.
 * Each place in the tree is a number made of the way there, so that the whole tree is one table.
 */
class ConditionSets<Loaded extends Conditioned> {
  /** `null`: only a way to longer sets. */
  readonly #places = new Map<number, Alike<Loaded> | null>();

  note(placed: Placed<Loaded>, conditions: readonly number[]): void {
    let place = root;
    for (const condition of conditions) {
      place = step(place, condition);
      if (!this.#places.has(place)) this.#places.set(place, null);
    }
    const there = this.#places.get(place) ?? undefined;
    const { rule } = placed.loaded;
    for (let alike = there; alike !== undefined; alike = alike.next) {
      if (alike.size !== conditions.length || !hasConditionsOf(rule, alike.first.loaded.rule)) continue;
      noteCalls(placed, alike);
      return;
    }
    const alike: Alike<Loaded> = { first: placed, size: conditions.length };
    if (there !== undefined) alike.next = there;
    noteCalls(placed, alike);
    this.#places.set(place, alike);
  }

  /** All sets that hold only these conditions, those of `rule`. */
  within(conditions: readonly number[], rule: SentRule): Alike<Loaded>[] {
    const reached = [root];
    const found: Alike<Loaded>[] = [];
    const take = (alike: Alike<Loaded> | null | undefined) => {
      for (let each = alike; each; each = each.next)
        if (hasConditionsOf(rule, each.first.loaded.rule)) found.push(each);
    };
    take(this.#places.get(root));
    for (const condition of conditions) {
      for (let index = reached.length - 1; index >= 0; index--) {
        const place = step(reached[index]!, condition);
        const alike = this.#places.get(place);
        if (alike === undefined) continue;
        reached.push(place);
        take(alike);
      }
    }
    return found;
  }
}

function noteCalls<Loaded extends Conditioned>(placed: Placed<Loaded>, alike: Alike<Loaded>): void {
  const { syscalls } = placed.loaded.rule;
  if (syscalls === 'all') {
    alike.all ??= placed;
    return;
  }
  const before = alike.some;
  alike.some ??= placed;
  if (before === undefined && syscalls.length <= fewCalls) return;
  if (alike.byCall === undefined) tabulate(alike.some, (alike.byCall = new Map()));
  tabulate(placed, alike.byCall);
}

function tabulate<Loaded extends Conditioned>(placed: Placed<Loaded>, byCall: Map<number, Placed<Loaded>>): void {
  for (const call of placed.loaded.rule.syscalls as readonly number[]) if (!byCall.has(call)) byCall.set(call, placed);
}

function firstOf<Loaded extends Conditioned>(
  { some, byCall }: Alike<Loaded>,
  call: number,
): Placed<Loaded> | undefined {
  if (byCall !== undefined) return byCall.get(call);
  const calls = some?.loaded.rule.syscalls;
  return calls !== undefined && calls !== 'all' && calls.includes(call) ? some : undefined;
}

/** The first rule that matches it all, else of each call the first. */
function coverOf<Loaded extends Conditioned>(
  { syscalls }: SentRule,
  sets: readonly Alike<Loaded>[],
): Loaded[] | undefined {
  let whole: Placed<Loaded> | undefined;
  for (const { all } of sets) whole = earlier(whole, all);
  if (whole !== undefined) return [whole.loaded];
  if (syscalls === 'all' || syscalls.length === 0 || sets.length === 0) return undefined;
  const by = new Set<Loaded>();
  for (const call of syscalls) {
    let first: Placed<Loaded> | undefined;
    for (const set of sets) first = earlier(first, firstOf(set, call));
    if (first === undefined) return undefined;
    by.add(first.loaded);
  }
  return [...by];
}

function earlier<Loaded>(a: Placed<Loaded> | undefined, b: Placed<Loaded> | undefined): Placed<Loaded> | undefined {
  return a === undefined || (b !== undefined && b.at < a.at) ? b : a;
}

/** Behind all others stand places, of which nearly every rule has its own: rules that share the rest share the way there. */
const behind = 0x20000000;

/** Numbers of the conditions in a fixed order, once each; keys are labels, not conditions. */
export function conditionsOf(rule: SentRule): number[] {
  const numbers: number[] = [];
  for (const sent of rule.fields) {
    if (sent.field.name === 'key') continue;
    const hash = conditionHash(sent);
    const number = sent.field.value === 'path' ? hash | behind : hash & ~behind;
    if (!numbers.includes(number)) numbers.push(number);
  }
  return numbers.length < 2 ? numbers : numbers.sort((a, b) => a - b);
}

/** Whether every condition of `other` is one of `rule`. */
function hasConditionsOf(rule: SentRule, other: SentRule): boolean {
  return other.fields.every(
    (sent) => sent.field.name === 'key' || rule.fields.some((own) => isSameCondition(own, sent) && isSamePlace(own)),
  );

  // Whether a watch is on a file or on a folder is known only where it is loaded.
  function isSamePlace({ field }: SentRule['fields'][number]): boolean {
    return field.name !== 'path' || rule.watch === other.watch;
  }
}
