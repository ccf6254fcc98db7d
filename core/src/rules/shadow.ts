import { listFact } from '../facts/rules/lists';
import type { LoadedRule } from './loaded';
import type { SentField, SentRule } from './sent';

const exit = listFact('exit')!.number;
/** With more conditions than this a rule has too many parts to look at one by one. */
const mostConditions = 8;
/** So few that looking through them costs no more than a table of them. */
const fewCalls = 256;

/**
 * Rules of the exit list that earlier ones hide, each with those that match everything it would: of each of its system calls an earlier rule, whose conditions are all
 * conditions of this one as well, has matched before, and the first match decides (kernel/auditsc.c, audit_filter_rules:
 * prio). `rules` in the kernel's order. Only what is certain: conditions are compared for equality, not for what they imply.
 * Linear in the number of rules.
 */
export function shadowedRules<Loaded extends Pick<LoadedRule, 'rule'>>(
  rules: readonly Loaded[],
): { readonly rule: Loaded; readonly by: readonly Loaded[] }[] {
  const root: Node<Loaded> = {};
  const shadowed: { readonly rule: Loaded; readonly by: readonly Loaded[] }[] = [];
  for (const loaded of rules) {
    if (loaded.rule.list !== exit) continue;
    const conditions = conditionsOf(loaded.rule);
    const by = conditions.length > mostConditions ? undefined : coverOf(loaded.rule, conditions, root);
    if (by !== undefined) shadowed.push({ rule: loaded, by });
    else note(loaded, conditions, root);
  }
  return shadowed;
}

/** Sets of conditions, each the way to a node along its conditions in their order; and who has exactly these. */
interface Node<Loaded> {
  next?: Map<string, Node<Loaded>>;
  /** Who matched all system calls first. */
  all?: Loaded;
  /** Who matched some of them, in the order of the rules. */
  some?: Calls<Loaded>;
}

/** Who matched a system call first. One rule is kept as it is: most sets of conditions have no second. */
interface Calls<Loaded> {
  readonly only: Loaded;
  byCall?: Map<number, Loaded>;
}

function note<Loaded extends Pick<LoadedRule, 'rule'>>(
  loaded: Loaded,
  conditions: readonly string[],
  root: Node<Loaded>,
): void {
  let node = root;
  for (const condition of conditions) {
    node.next ??= new Map();
    let next = node.next.get(condition);
    if (next === undefined) node.next.set(condition, (next = {}));
    node = next;
  }
  if (loaded.rule.syscalls === 'all') node.all ??= loaded;
  else {
    const isFirst = node.some === undefined;
    node.some ??= { only: loaded };
    if (isFirst && loaded.rule.syscalls.length <= fewCalls) return;
    if (node.some.byCall === undefined) noteCalls(node.some.only, (node.some.byCall = new Map()));
    noteCalls(loaded, node.some.byCall);
  }
}

function noteCalls<Loaded extends Pick<LoadedRule, 'rule'>>(loaded: Loaded, byCall: Map<number, Loaded>): void {
  if (loaded.rule.syscalls === 'all') return;
  for (const call of loaded.rule.syscalls) if (!byCall.has(call)) byCall.set(call, loaded);
}

function firstOf<Loaded extends Pick<LoadedRule, 'rule'>>(
  { only, byCall }: Calls<Loaded>,
  call: number,
): Loaded | undefined {
  if (byCall !== undefined) return byCall.get(call);
  return only.rule.syscalls !== 'all' && only.rule.syscalls.includes(call) ? only : undefined;
}

function coverOf<Loaded extends Pick<LoadedRule, 'rule'>>(
  rule: SentRule,
  conditions: readonly string[],
  root: Node<Loaded>,
): Loaded[] | undefined {
  const subsets = subsetsOf(conditions, root);
  for (const { node } of subsets) if (node.all !== undefined) return [node.all];
  if (rule.syscalls === 'all' || rule.syscalls.length === 0 || subsets.length === 0) return undefined;
  const by = new Set<Loaded>();
  for (const call of rule.syscalls) {
    let first: Loaded | undefined;
    for (const { node } of subsets) {
      first = node.some && firstOf(node.some, call);
      if (first !== undefined) break;
    }
    if (first === undefined) return undefined;
    by.add(first);
  }
  return [...by];
}

/** The nodes of all sets that hold only these conditions, those without the later conditions first. */
function subsetsOf<Loaded>(
  conditions: readonly string[],
  root: Node<Loaded>,
): { readonly node: Node<Loaded>; readonly set: number }[] {
  const reached = [{ node: root, set: 0 }];
  for (const [at, condition] of conditions.entries()) {
    for (let index = reached.length - 1; index >= 0; index--) {
      const { node, set } = reached[index]!;
      const next = node.next?.get(condition);
      if (next !== undefined) reached.push({ node: next, set: set | (1 << at) });
    }
  }
  const held = reached.filter(({ node }) => node.all !== undefined || node.some !== undefined);
  return held.length < 2 ? held : held.sort((a, b) => a.set - b.set);
}

/** The conditions in a fixed order; keys are labels, not conditions. */
function conditionsOf(rule: SentRule): string[] {
  const texts: string[] = [];
  for (const sent of rule.fields) {
    if (sent.field.name === 'key') continue;
    const text = conditionText(sent, rule);
    if (!texts.includes(text)) texts.push(text);
  }
  return texts.length < 2 ? texts : texts.sort();
}

function conditionText({ field, operator, value, text }: SentField, rule: SentRule): string {
  // Whether a watch is on a file or on a folder is known only where it is loaded.
  const name = rule.watch && field.name === 'path' ? 'watch' : field.name;
  const isAccount = field.value === 'uid' || field.value === 'gid';
  return `${name}${operator}${isAccount ? (value ?? text) : (text ?? value)}`;
}
