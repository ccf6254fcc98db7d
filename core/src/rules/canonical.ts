import { comparisonNumber, fieldFact } from '../facts/rules/fields';
import { lists } from '../facts/rules/lists';
import { machineOfElf, type Machine } from '../facts/rules/machines';
import { syscallName, syscallNumbers } from '../facts/rules/syscalls';
import type { Target } from '../target';
import { findOperator } from './arguments';
import { contextOf, type Context } from './context';
import { loadedRules } from './loaded';
import {
  accountNumber,
  isShownAsWatch,
  machineOfList,
  numberOf,
  plainCalls,
  plainText,
  plainValue,
  type AccountNumbers,
  type PlainCondition,
  type PlainRule,
} from './plainRule';
import type { SentRule } from './sent';
import { parseRules } from './tree';

/** A rule in the form in which a file and what `auditctl -l` prints can be compared. */
export interface CanonicalRule {
  /** The same text: the same rule, as far as `auditctl -l` shows it. */
  readonly text: string;
  /** A watch with more conditions is loaded as path or as dir, which only the host knows: the other text it may have. */
  readonly orElse?: string;
  readonly list: string;
  /** The line that it comes from, from 0: the last one, where it is loaded again. */
  readonly line: number;
}

/**
 * The rules that the kernel holds when `text`, a rules file, is loaded on the target, in the kernel's order (list by
 * list). `accounts` gives numbers to names in `-F uid=` and the like; a name without number keeps its name.
 */
export function canonicalRules(text: string, target: Target, accounts: AccountNumbers = {}): CanonicalRule[] {
  const context = contextOf(target);
  return loadedRules(parseRules(text), target).map(({ rule, line }) => {
    const plain = plainOfSent(rule, context, accounts);
    const unknownPlace = rule.watch && !isShownAsWatch(plain);
    return {
      text: plainText(plain),
      ...(unknownPlace ? { orElse: plainText(plain, 'dir') } : undefined),
      list: plain.list,
      line: line.number,
    };
  });
}

function plainOfSent(rule: SentRule, context: Context, accounts: AccountNumbers): PlainRule {
  const list = listName(rule.list);
  const archField = rule.fields.find(({ field }) => field.name === 'arch');
  const machine = archField === undefined ? context.machine : machineOfElf(archField.value!, context.version);
  const conditions: PlainCondition[] = [];
  for (const { field, operator, value, text } of rule.fields) {
    if (field.name === 'arch') continue;
    const number =
      value ?? (field.value === 'uid' ? accountNumber(text!, accounts.users) : accountNumber(text!, accounts.groups));
    const shown = showsOperator(field.name, context) ? operator : '=';
    conditions.push({ field: fieldNamed(field.name), operator: shown, value: plainValue(field, number, text) });
  }
  return {
    list,
    action: rule.action,
    arch: archField === undefined ? undefined : `arch${archField.operator}b${machine?.bits ?? 64}`,
    calls: hasCalls(list) ? callsOfSent(rule, list, machine, context) : '',
    conditions: conditions.filter(({ field, value }) => field !== 'key' || value !== ''),
  };
}

/** Releases before 3.1 print exe without the operator that it has; all print a key with =. */
function showsOperator(field: string, context: Context): boolean {
  return field !== 'key' && (field !== 'exe' || context.v.ioUring);
}

const fieldNamed = (name: string) => (name === 'loginuid' ? 'auid' : name);
const listName = (number: number) => lists.find((list) => list.number === number)?.name ?? String(number);
const hasCalls = (list: string) => list === 'exit' || list === 'io_uring';

function callsOfSent(rule: SentRule, list: string, machine: Machine | undefined, context: Context): string {
  if (rule.syscalls === 'all') return 'all';
  const table = list === 'io_uring' ? 'io_uring' : machine?.table;
  const names = rule.syscalls
    // The kernel keeps no bits of the last sixteen numbers, which stand for classes of calls.
    .filter((number) => number < 2032)
    .map((number) => (table === undefined ? undefined : syscallName(table, number, context.version)) ?? String(number));
  return [...new Set(names)].sort().join(',');
}

/**
 * The rules of what `auditctl -l` printed on the target. It is no rules file: spaces are not escaped, some values are
 * numbers that auditctl does not take, and names of system calls without arch are those of the rule printed before.
 */
export function listedRules(listing: string, target: Target, accounts: AccountNumbers = {}): CanonicalRule[] {
  const context = contextOf(target);
  const rules: CanonicalRule[] = [];
  let printedLast = context.machine;
  listing.split('\n').forEach((line, number) => {
    if (line === '' || line === 'No rules') return;
    const plain = plainOfListed(line, context, accounts, printedLast);
    if (plain.arch !== undefined) printedLast = machineOfList(plain.arch.replace(/^arch!?=/, ''), context);
    rules.push({ text: plainText(plain), list: plain.list, line: number });
  });
  return rules;
}

function plainOfListed(
  line: string,
  context: Context,
  accounts: AccountNumbers,
  printedLast: Machine | undefined,
): PlainRule {
  const conditions: PlainCondition[] = [];
  let action = 'always';
  let list = 'exit';
  let arch: string | undefined;
  let calls: string[] | undefined;
  let watch = true;
  for (const [option, argument] of listedOptions(line)) {
    switch (option) {
      case 'a': {
        [action, list] = argument.split(',') as [string, string];
        watch = false;
        break;
      }
      case 'S':
        calls = argument.split(',');
        break;
      case 'w':
        conditions.push({ field: 'path', operator: '=', value: argument });
        break;
      case 'F':
        if (/^arch!?=/.test(argument)) arch = argument;
        else pushCondition(conditions, argument, accounts);
        break;
      case 'p':
        pushCondition(conditions, `perm=${argument}`, accounts);
        break;
      case 'k':
        pushCondition(conditions, `key=${argument}`, accounts);
        break;
      case 'C':
        pushComparison(conditions, argument);
        break;
    }
  }
  const machine =
    arch === undefined ? printedLast : (machineOfList(arch.replace(/^arch!?=/, ''), context) ?? printedLast);
  return {
    list,
    action,
    arch,
    calls:
      watch || calls?.[0] === 'all' ? 'all' : callsOfListed(calls ?? [], list, arch === undefined, machine, context),
    conditions,
  };
}

/** Names without arch are looked up where they were printed from, and named as this machine names those numbers. */
function callsOfListed(
  calls: readonly string[],
  list: string,
  withoutArch: boolean,
  machine: Machine | undefined,
  context: Context,
): string {
  if (list === 'io_uring') return [...calls].sort().join(',');
  if (!withoutArch || machine === undefined) return plainCalls(calls, machine, context);
  const numbers = syscallNumbers(machine.table, context.version);
  return plainCalls(
    calls.map((call) => String(numbers.get(call) ?? call)),
    context.machine,
    context,
  );
}

/** Options of a printed rule: an argument goes up to the next option. */
function listedOptions(line: string): [string, string][] {
  // Where perm comes before path, auditctl prints no space between the two.
  const text = line.replace(/^( -p [rwxa]+)(-w )/, '$1 $2');
  const found = [...text.matchAll(/(?:^| )-([aFSCkpw]) /g)];
  return found.map((option, at) => {
    const from = option.index + option[0].length;
    return [option[1]!, text.slice(from, found[at + 1]?.index ?? text.length)];
  });
}

function pushCondition(conditions: PlainCondition[], written: string, accounts: AccountNumbers): void {
  const name = /^\w+/.exec(written)?.[0] ?? '';
  const fact = fieldFact(name);
  const found = findOperator(written.slice(name.length, name.length + 2));
  if (fact === undefined || found === undefined) {
    conditions.push({ field: written, operator: '', value: '' });
    return;
  }
  const value = written.slice(name.length + found.operator.length);
  const field = fieldNamed(fact.name);
  if (field === 'key') {
    const last = conditions.at(-1);
    if (last?.field === 'key') conditions.pop();
    conditions.push({ field, operator: '=', value: last?.field === 'key' ? `${last.value}\x01${value}` : value });
    return;
  }
  conditions.push({ field, operator: found.operator, value: plainValue(fact, numberOf(fact, value, accounts), value) });
}

function pushComparison(conditions: PlainCondition[], written: string): void {
  const operator = written.includes('!=') ? '!=' : '=';
  const [left, right] = written.split(operator).map((name) => fieldFact(name));
  const number = left === undefined || right === undefined ? undefined : comparisonNumber(left, right);
  conditions.push({ field: 'field_compare', operator, value: number === undefined ? written : String(number) });
}

/** What is wanted but not there, and what is there but not wanted. */
export interface RulesDifference {
  readonly onlyWanted: readonly CanonicalRule[];
  readonly onlyLoaded: readonly CanonicalRule[];
  /** The same rules stand in another order on a list, where the first that matches counts. */
  readonly orderDiffers: boolean;
}

/** Compares what a file should load (`canonicalRules`) with what is loaded (`listedRules`). */
export function compareRules(wanted: readonly CanonicalRule[], loaded: readonly CanonicalRule[]): RulesDifference {
  const there = new Map<string, number[]>();
  loaded.forEach(({ text }, at) => there.set(text, [...(there.get(text) ?? []), at]));
  const matched = new Set<number>();
  const onlyWanted: CanonicalRule[] = [];
  let before = -1;
  let orderDiffers = false;
  for (const rule of wanted) {
    const at =
      there.get(rule.text)?.shift() ?? (rule.orElse === undefined ? undefined : there.get(rule.orElse)?.shift());
    if (at === undefined) {
      onlyWanted.push(rule);
      continue;
    }
    if (at < before) orderDiffers = true;
    before = at;
    matched.add(at);
  }
  return { onlyWanted, onlyLoaded: loaded.filter((_, at) => !matched.has(at)), orderDiffers };
}
