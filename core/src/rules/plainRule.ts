import { errnoNumber } from '../facts/rules/errno';
import { comparisons, fieldFact, type FieldFact } from '../facts/rules/fields';
import { machineOfWidth, type Machine } from '../facts/rules/machines';
import { messageType } from '../facts/rules/messageTypes';
import { syscallName, syscallNumbers } from '../facts/rules/syscalls';
import { fileSystemTypes, fileTypes, permissions } from '../facts/rules/values';
import type { Context } from './context';
import { readSigned, readUnsigned } from './numbers';

/** Numbers of accounts, where they are known: what the target's passwd and group files say. */
export interface AccountNumbers {
  readonly users?: ReadonlyMap<string, number>;
  readonly groups?: ReadonlyMap<string, number>;
}

/** A rule as far as `auditctl -l` shows it. */
export interface PlainRule {
  readonly list: string;
  readonly action: string;
  /** `arch=b64` and the like; undefined: none. */
  readonly arch: string | undefined;
  /** Names of system calls, or numbers that have none, sorted; 'all'; '' for none and for lists without. */
  readonly calls: string;
  /** The other conditions in their order: field, operator and a value as a number, or as text. */
  readonly conditions: readonly PlainCondition[];
}

export interface PlainCondition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Numbers in words: so that equal values are equal texts. */
export function plainValue(fact: FieldFact, value: number | undefined, text: string | undefined): string {
  if (fact.value === 'path' || fact.value === 'label') return text ?? '';
  if (fact.value === 'key') return (text ?? '').split('\x01').filter(Boolean).join('\x01');
  if (value === undefined) return text ?? '';
  if (fact.value === 'perm') return permissions.filter(({ number }) => (value & number) !== 0).map(({ name }) => name).join(''); // prettier-ignore
  return String(value >>> 0);
}

/** The number that a value of a list by `auditctl -l` means; undefined: none that is known. */
export function numberOf(fact: FieldFact, written: string, accounts: AccountNumbers): number | undefined {
  if (/^-?\d/.test(written)) return written.startsWith('-') ? readSigned(written).value : readUnsigned(written).value;
  const word = written.toLowerCase();
  switch (fact.value) {
    case 'uid':
      return word === 'unset' ? 0xffffffff : accountNumber(written, accounts.users);
    case 'gid':
      return accountNumber(written, accounts.groups);
    case 'session':
      return word === 'unset' ? 0xffffffff : undefined;
    case 'errno': {
      const number = errnoNumber(written.replace(/^-/, ''));
      return number === undefined ? undefined : written.startsWith('-') ? -number >>> 0 : number;
    }
    case 'msgtype':
      return messageType(written)?.number;
    case 'filetype':
      return fileTypes.find(({ name }) => name === word)?.number;
    case 'fstype':
      return fileSystemTypes.find(({ name }) => name === word)?.number;
    case 'perm':
      return permissions.reduce((bits, { name, number }) => (word.includes(name) ? bits | number : bits), 0);
    default:
      return undefined;
  }
}

/** An account's number: root always, others where they are known. */
export function accountNumber(name: string, known: ReadonlyMap<string, number> | undefined): number | undefined {
  return known?.get(name) ?? (name === 'root' ? 0 : undefined);
}

/** The two fields of a `field_compare`, as `auditctl -l` writes them. */
export function comparisonText(number: number, operator: string): string | undefined {
  const found = comparisons.find(([, , known]) => known === number);
  return found === undefined ? undefined : `${found[0]}${operator}${found[1]}`;
}

/** Of system calls given by name or number the usual name in a table, sorted, once each. */
export function plainCalls(calls: readonly string[], machine: Machine | undefined, context: Context): string {
  const table = machine?.table;
  const usual = calls.map((call) => {
    if (table === undefined) return call;
    const number = /^\d+$/.test(call) ? Number(call) : syscallNumbers(table, context.version).get(call.toLowerCase());
    if (number === undefined) return call.toLowerCase();
    return syscallName(table, number, context.version) ?? String(number);
  });
  return [...new Set(usual)].sort().join(',');
}

/** Which machine `arch=b64` and `arch=b32` of a list mean. */
export function machineOfList(value: string, context: Context): Machine | undefined {
  if (context.machine === undefined || (value !== 'b64' && value !== 'b32')) return undefined;
  return machineOfWidth(context.machine, value);
}

const perm = fieldFact('perm')!.name;
const watchFields = new Set([perm, 'path', 'dir', 'key']);

/** Whether `auditctl -l` shows the rule as a watch (auditctl-listing.c, is_watch): then it shows neither list nor action. */
export function isShownAsWatch(rule: PlainRule): boolean {
  if (rule.calls !== 'all' || rule.arch !== undefined || (rule.list !== 'exit' && rule.list !== 'io_uring'))
    return false;
  return (
    rule.conditions.some(({ field }) => field === perm) && rule.conditions.every(({ field }) => watchFields.has(field))
  );
}

/** The rule as a text, the same for rules that `auditctl -l` shows alike. `place`: the name to give to path and dir. */
export function plainText(rule: PlainRule, place?: 'path' | 'dir'): string {
  const watch = isShownAsWatch(rule);
  const words = rule.conditions.map(({ field, operator, value }) => {
    if (field === 'field_compare') return `-C ${comparisonText(Number(value), operator) ?? `${operator}${value}`}`;
    if (field === 'key') return value.split('\x01').map((key) => `-F key=${key}`).join(' '); // prettier-ignore
    if (field !== 'path' && field !== 'dir') return `-F ${field}${operator}${value}`;
    // What a watch is on is not shown, and a slash at its end means nothing.
    if (watch) return `-F path=${value.replace(/(.)\/+$/, '$1')}`;
    return `-F ${place ?? field}${operator}${value}`;
  });
  const head = watch ? '-a always,exit' : `-a ${rule.action},${rule.list}`;
  return [head, rule.arch === undefined ? '' : `-F ${rule.arch}`, rule.calls === '' ? '' : `-S ${rule.calls}`, ...words]
    .filter((word) => word !== '')
    .join(' ');
}
