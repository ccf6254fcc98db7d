import { listFact } from '../facts/rules/lists';
import { conditionHash, isAmong, mix } from './identity';
import { Recurring } from './recurring';
import type { SentField, SentRule } from './sent';

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
  const recurring = new Recurring(4 * rules.length);
  // Asked for twice: all of them at once would be a list for each rule.
  for (const { rule, conditions = conditionsOf(rule) } of rules)
    for (let at = 0; at < conditions.length; at++) recurring.note(conditions[at]!);
  const sets = new HidingSets<Loaded>(rules.length);
  const shadowed: Shadowed<Loaded>[] = [];
  for (let at = 0; at < rules.length; at++) {
    const loaded = rules[at]!;
    if (loaded.rule.list !== exit) continue;
    const own = loaded.conditions ?? conditionsOf(loaded.rule);
    if (own.length > mostConditions) continue;
    const by = coverOf(loaded.rule, sets.within(own, loaded.rule));
    if (by !== undefined) shadowed.push({ rule: loaded, by });
    else sets.note({ loaded, at }, own, recurring);
  }
  return shadowed;
}

/** Whether a rule takes part: it is on the exit list and has not too many conditions. */
export function isCompared(loaded: Conditioned): boolean {
  return loaded.rule.list === exit && (loaded.conditions ?? conditionsOf(loaded.rule)).length <= mostConditions;
}

/** Whether all conditions of a rule are conditions of another as well. */
export function isBroader(rule: Conditioned, other: Conditioned): boolean {
  return (
    areAmong(rule.conditions ?? conditionsOf(rule.rule), other.conditions ?? conditionsOf(other.rule)) &&
    hasConditionsOf(other.rule, rule.rule)
  );
}

/** Of broader rules that come before `rule`, in the kernel's order, those that match all that it would, if they do. */
export function hiddenBy<Loaded extends Conditioned>(
  { syscalls }: SentRule,
  broader: readonly Loaded[],
): Loaded[] | undefined {
  const whole = broader.find(({ rule }) => rule.syscalls === 'all');
  if (whole !== undefined) return [whole];
  if (syscalls === 'all' || syscalls.length === 0) return undefined;
  const by = new Set<Loaded>();
  for (const call of syscalls) {
    const first = broader.find(({ rule }) => rule.syscalls !== 'all' && rule.syscalls.includes(call));
    if (first === undefined) return undefined;
    by.add(first);
  }
  return [...by];
}

/** A rule and its place in the kernel's order. */
interface Placed<Loaded> {
  readonly loaded: Loaded;
  readonly at: number;
}

/** The rules that have exactly one set of conditions. */
interface Alike<Loaded> {
  readonly first: Placed<Loaded>;
  readonly conditions: readonly number[];
  /** Who matched all system calls first. */
  all?: Placed<Loaded>;
  /** Who matched some of them first. One rule is kept as it is: most sets of conditions have no second. */
  some?: Placed<Loaded>;
  byCall?: Map<number, Placed<Loaded>>;
}

/** The sets of conditions that may hide later rules. */
class HidingSets<Loaded extends Conditioned> {
  /** By the condition of a set that is the rarest, so that few sets share it. */
  readonly #byRarest = new Map<number, Alike<Loaded>[]>();
  /** Which conditions are the rarest of some set. */
  readonly #rarest: Recurring;
  #everything: Alike<Loaded> | undefined;
  /** Where too many sets share their rarest condition. */
  #more: ConditionTree<Loaded> | undefined;

  constructor(expected: number) {
    this.#rarest = new Recurring(expected);
  }

  note(placed: Placed<Loaded>, conditions: readonly number[], recurring: Recurring): void {
    if (conditions.length === 0) {
      this.#everything ??= { first: placed, conditions };
      noteCalls(placed, this.#everything);
      return;
    }
    let rarest = conditions[0]!;
    for (const each of conditions) if (recurring.count(each) < recurring.count(rarest)) rarest = each;
    // No other rule has it, and so none can have them all.
    if (!recurring.recurs(rarest)) return;
    const sets = this.#byRarest.get(rarest);
    if (sets === undefined) {
      const alike: Alike<Loaded> = { first: placed, conditions };
      noteCalls(placed, alike);
      this.#byRarest.set(rarest, [alike]);
      this.#rarest.note(rarest);
      return;
    }
    let alike = alikeAmong(sets, placed, conditions);
    if (alike === undefined && sets.length === mostSharing)
      (this.#more ??= new ConditionTree()).note(placed, conditions);
    else {
      if (alike === undefined) sets.push((alike = { first: placed, conditions }));
      noteCalls(placed, alike);
    }
  }

  /** All sets that hold only these conditions, those of `rule`. */
  within(conditions: readonly number[], rule: SentRule): readonly Alike<Loaded>[] {
    let found: Alike<Loaded>[] | undefined;
    if (this.#everything !== undefined) found = [this.#everything];
    for (const condition of conditions) {
      if (this.#rarest.count(condition) === 0) continue;
      for (const each of this.#byRarest.get(condition) ?? []) {
        if (areAmong(each.conditions, conditions) && hasConditionsOf(rule, each.first.loaded.rule))
          (found ??= []).push(each);
      }
    }
    if (this.#more !== undefined) for (const each of this.#more.within(conditions, rule)) (found ??= []).push(each);
    return found ?? [];
  }
}

/** So many sets are looked through one by one. */
const mostSharing = 16;

function alikeAmong<Loaded extends Conditioned>(
  sets: readonly Alike<Loaded>[],
  { loaded }: Placed<Loaded>,
  conditions: readonly number[],
): Alike<Loaded> | undefined {
  for (const each of sets) {
    if (each.conditions.length !== conditions.length || !areAmong(each.conditions, conditions)) continue;
    if (hasConditionsOf(loaded.rule, each.first.loaded.rule)) return each;
  }
  return undefined;
}

/** Both ascending. */
function areAmong(few: readonly number[], many: readonly number[]): boolean {
  if (few.length > many.length) return false;
  let at = 0;
  for (const each of few) {
    while (at < many.length && many[at]! < each) at++;
    if (many[at] !== each) return false;
  }
  return true;
}

/** Where sets begin; any number will do. */
const root = 1;
const step = (place: number, condition: number) => mix(place, condition) & 0x3fffffff;

/**
 * Sets of conditions as a tree: from a set's beginning along its conditions in their order to the rules that have it.
 * Each place in the tree is a number made of the way there, so that the whole tree is one table.
 */
class ConditionTree<Loaded extends Conditioned> {
  /** Empty: only a way to longer sets. */
  readonly #places = new Map<number, Alike<Loaded>[]>();

  note(placed: Placed<Loaded>, conditions: readonly number[]): void {
    let place = root;
    for (const condition of conditions) {
      place = step(place, condition);
      if (!this.#places.has(place)) this.#places.set(place, none);
    }
    const there = this.#places.get(place) ?? none;
    let alike = alikeAmong(there, placed, conditions);
    if (alike === undefined) {
      alike = { first: placed, conditions };
      this.#places.set(place, [...there, alike]);
    }
    noteCalls(placed, alike);
  }

  within(conditions: readonly number[], rule: SentRule): Alike<Loaded>[] {
    const reached = [root];
    const found: Alike<Loaded>[] = [];
    for (const condition of conditions) {
      for (let index = reached.length - 1; index >= 0; index--) {
        const place = step(reached[index]!, condition);
        const there = this.#places.get(place);
        if (there === undefined) continue;
        reached.push(place);
        for (const each of there) if (hasConditionsOf(rule, each.first.loaded.rule)) found.push(each);
      }
    }
    return found;
  }
}

const none: never[] = [];

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
    const number = conditionNumber(sent);
    if (number !== undefined && !numbers.includes(number)) numbers.push(number);
  }
  return numbers.length < 2 ? numbers : numbers.sort((a, b) => a - b);
}

/** The number of one condition; undefined for a key. `hash`: its `conditionHash`, where it is known. */
export function conditionNumber(sent: SentField, hash = conditionHash(sent)): number | undefined {
  if (sent.field.name === 'key') return undefined;
  return sent.field.value === 'path' ? hash | behind : hash & ~behind;
}

/** Whether every condition of `other` is one of `rule`. */
function hasConditionsOf(rule: SentRule, other: SentRule): boolean {
  for (const sent of other.fields) {
    if (sent.field.name === 'key') continue;
    // Whether a watch is on a file or on a folder is known only where it is loaded.
    if (sent.field.name === 'path' && rule.watch !== other.watch) return false;
    if (!isAmong(sent, rule.fields)) return false;
  }
  return true;
}
