import { errnoNumber } from '../facts/rules/errno';
import { comparableFields, comparisonNumber, fieldFact, type FieldFact, type ValueKind } from '../facts/rules/fields';
import { machineCalled, machineNamed, machineOfElf, machineOfWidth, type Machine } from '../facts/rules/machines';
import { messageType } from '../facts/rules/messageTypes';
import { isKnownTo } from '../facts/rules/releases';
import { addressFamilyEnd, fileSystemTypes, fileTypes } from '../facts/rules/values';
import { byteLength } from '../text/utf8';
import { findComparison, findOperator, type Operator } from './arguments';
import { filter, mostFields, type RuleBuilder } from './builder';
import { permissionBits, permissionCalls } from './context';
import type { OptionUse } from './getopt';
import { readSigned, readUnsigned, startsWithDigit, startsWithNegative } from './numbers';

const longestPath = 4096;
export const longestKeys = 256;
const unset = 0xffffffff;

/** Fields that the exclude list takes in releases before 3.1 (libaudit.c). */
const excludeFields = new Set([
  'pid', 'uid', 'gid', 'auid', 'loginuid', 'msgtype', 'subj_user', 'subj_role', 'subj_type', 'subj_sen', 'subj_clr',
]); // prettier-ignore

const exitOnlyNumbers = new Set(['devmajor', 'devminor', 'inode', 'success']);
const exitOnlyTexts = new Set(['obj_user', 'obj_role', 'obj_type', 'obj_lev_low', 'obj_lev_high', 'path', 'dir']);

/**
 * Takes a `-F` as libaudit does (audit_rule_fieldpair_data): in its order of checks, so that the first fault is the one
 * that the real program names. `at` is where in the option's argument the text stands.
 */
export function readFieldOption(builder: RuleBuilder, use: OptionUse, text: string): boolean {
  if (builder.fields.length >= mostFields) return builder.refuseArgument('too-many-fields', use);
  const memo = builder.context.conditions(builder.fieldList);
  const known = memo.get(text);
  if (known !== undefined && (known.field.value !== 'arch' || !builder.syscallAdded)) {
    builder.fields.push(known);
    if (known.field.value === 'arch') builder.elf = known.value!;
    return true;
  }
  const found = findOperator(text);
  if (found === undefined) return builder.refuseArgument('missing-operator', use);
  if (found.at === 0) return builder.refuseArgument('missing-field', use, found.operator, 0, found.operator.length);
  const valueAt = found.at + found.operator.length;
  const written = text.slice(0, found.at);
  if (valueAt === text.length) return builder.refuseArgument('missing-value', use, written);
  const fact = fieldFact(written);
  if (fact === undefined || !isKnownHere(fact, builder)) {
    return builder.refuseArgument('unknown-field', use, fact?.since ?? '', 0, found.at);
  }
  const value = text.slice(valueAt);
  if (builder.fieldList === filter.exclude && !takenOnExclude(fact, builder)) {
    return builder.refuseArgument('field-needs-other-list', use, 'exclude', 0, found.at);
  }
  if (!readValue(new FieldReading(builder, use, fact, found.operator, found.at, value))) return false;
  const taken = builder.fields[builder.fields.length - 1]!;
  if (isAlwaysRead[fact.value] && taken.text === undefined) memo.set(text, taken);
  return true;
}

/**
 * Kinds of values of which all rules of a list make the same, whatever stands before them on the line. Not those of
 * which hardly two rules have the same, and not those that tell the rule more than a condition; of arch this is known.
 */
const isAlwaysRead: Readonly<Record<ValueKind, boolean>> = {
  number: true,
  integer: true,
  uid: true,
  gid: true,
  arch: true,
  errno: true,
  filetype: true,
  msgtype: true,
  session: true,
  family: true,
  path: false,
  label: false,
  key: false,
  perm: false,
  fstype: false,
};

const keyFact = fieldFact('key')!;

/** Takes all keys of a rule as one condition. */
export function readKeys(builder: RuleBuilder, use: OptionUse, keys: string): boolean {
  if (builder.fields.length >= mostFields) return builder.refuseArgument('too-many-fields', use);
  if (builder.fieldList === filter.exclude && !takenOnExclude(keyFact, builder)) {
    return builder.refuseOption('field-needs-other-list', use, 'exclude');
  }
  return readText(new FieldReading(builder, use, keyFact, '=', 'key'.length, keys));
}

function isKnownHere(fact: FieldFact, builder: RuleBuilder): boolean {
  return fact.since === undefined || isKnownTo(builder.context.version, fact);
}

function takenOnExclude(fact: FieldFact, builder: RuleBuilder): boolean {
  const { v } = builder.context;
  if (v.ioUring) return true;
  if (!v.excludeAccounts) return fact.name === 'msgtype';
  return excludeFields.has(fact.name) || (fact.name === 'exe' && v.exeOnExclude);
}

/** One condition while it is read. */
class FieldReading {
  readonly builder: RuleBuilder;
  readonly use: OptionUse;
  readonly fact: FieldFact;
  readonly operator: Operator;
  readonly fieldEnd: number;
  readonly valueStart: number;
  readonly value: string;

  constructor(
    builder: RuleBuilder,
    use: OptionUse,
    fact: FieldFact,
    operator: Operator,
    fieldEnd: number,
    value: string,
  ) {
    this.builder = builder;
    this.use = use;
    this.fact = fact;
    this.operator = operator;
    this.fieldEnd = fieldEnd;
    this.valueStart = fieldEnd + operator.length;
    this.value = value;
  }

  get list(): number {
    return this.builder.fieldList;
  }

  get isEquality(): boolean {
    return this.operator === '=' || this.operator === '!=';
  }

  take(value: number | undefined, text?: string): true {
    const { fact: field, operator } = this;
    this.builder.fields.push(text === undefined ? { field, operator, value } : { field, operator, value, text });
    return true;
  }

  badList(needed: string): false {
    return this.builder.refuseArgument('field-needs-other-list', this.use, needed, 0, this.fieldEnd);
  }

  badOperator(taken: string): false {
    return this.builder.refuseArgument('operator-not-taken', this.use, taken, this.fieldEnd, this.valueStart);
  }

  badValue(
    code: 'unknown-value' | 'not-a-number' | 'unknown-arch' | 'bad-permission' | 'success-word' | 'bad-number',
  ): false {
    return this.builder.refuseArgument(code, this.use, this.fact.name, this.valueStart);
  }
}

function readValue(reading: FieldReading): boolean {
  const { value, fact, builder } = reading;
  const { v } = builder.context;
  const onExit = reading.list === filter.exit;
  switch (fact.value) {
    case 'uid':
      if (startsWithDigit(value)) return reading.take(readUnsigned(value).value);
      if (startsWithNegative(value)) return reading.take(readSigned(value).value);
      if (v.unset && value === 'unset') return reading.take(unset);
      return readAccount(reading, builder.context.users);
    case 'gid':
      if (startsWithDigit(value)) return reading.take(readSigned(value).value);
      return readAccount(reading, builder.context.groups);
    case 'errno': {
      if (!onExit) return reading.badList('exit');
      if (startsWithDigit(value) || startsWithNegative(value)) return reading.take(readSigned(value).value);
      const negative = value.startsWith('-');
      const number = errnoNumber(negative ? value.slice(1) : value);
      if (number === undefined) return reading.badValue('unknown-value');
      return reading.take(negative ? -number >>> 0 : number);
    }
    case 'msgtype':
      return readMessageType(reading);
    case 'path':
    case 'label':
    case 'key':
      return readText(reading);
    case 'arch':
      return readArch(reading);
    case 'perm':
      return readPermission(reading);
    case 'filetype': {
      if (!onExit) return reading.badList('exit');
      const type = fileTypes.find(({ name }) => name === value.toLowerCase());
      return type === undefined ? reading.badValue('unknown-value') : reading.take(type.number);
    }
    case 'fstype': {
      if (reading.list !== filter.filesystem) return reading.badList('filesystem');
      if (!reading.isEquality) return reading.badOperator('= !=');
      const type = fileSystemTypes.find(
        (known) => known.name === value.toLowerCase() && isKnownTo(builder.context.version, known),
      );
      const number = startsWithDigit(value) ? readUnsigned(value).value : type?.number;
      if (number === undefined || number === unset) return reading.badValue('unknown-value');
      builder.fileSystemAdded = true;
      return reading.take(number);
    }
    case 'integer':
      if (startsWithDigit(value)) return reading.take(readUnsigned(value).value);
      if (startsWithNegative(value)) return reading.take(readSigned(value).value);
      return reading.badValue('not-a-number');
    case 'session':
      if (reading.list !== filter.exclude && reading.list !== filter.user && !onExit)
        return reading.badList('exit user exclude');
      if (startsWithDigit(value)) return reading.take(readUnsigned(value).value);
      if (startsWithNegative(value)) return reading.take(readSigned(value).value);
      // Any other word is silently 0.
      return reading.take(value === 'unset' ? unset : 0);
    case 'family': {
      const { value: number } = readUnsigned(value);
      return number >= addressFamilyEnd ? reading.badValue('bad-number') : reading.take(number);
    }
    case 'number':
      if (exitOnlyNumbers.has(fact.name) && !onExit) return reading.badList('exit');
      if (fact.name === 'inode' && !reading.isEquality) return reading.badOperator('= !=');
      if (fact.name === 'ppid' && !onExit) return reading.badList('exit');
      if (!startsWithDigit(value)) return reading.badValue(fact.name === 'success' ? 'success-word' : 'not-a-number');
      return reading.take(fact.name === 'inode' ? readUnsigned(value).value : readSigned(value).value);
  }
}

function readAccount(reading: FieldReading, known: ReadonlySet<string> | undefined): boolean {
  const { value, builder, use, fact } = reading;
  if (value === 'root') return reading.take(0, value);
  // Neither an operator that was doubled nor a number gone wrong can be an account.
  const impossible = /^[-+=<>!&]|[:\s,]/.test(value);
  if (known === undefined ? impossible : !known.has(value)) {
    return builder.refuseArgument('unknown-account', use, fact.value, reading.valueStart);
  }
  if (known === undefined) builder.hint('unknown-account', use, reading.valueStart, fact.value);
  return reading.take(undefined, value);
}

function readMessageType(reading: FieldReading): boolean {
  const { value, builder } = reading;
  if (reading.list !== filter.exclude && reading.list !== filter.user) return reading.badList('exclude user');
  if (startsWithDigit(value)) return reading.take(readSigned(value).value);
  const type = messageType(value);
  if (type !== undefined && isKnownTo(builder.context.version, type)) return reading.take(type.number);
  const numbered = /^UNKNOWN\[([^\]]*)\]/.exec(value);
  const number = numbered === null ? 0 : readSigned(numbered[1]!.slice(0, 7), 10).value;
  if (number > 0 && number < 0x80000000) return reading.take(number);
  return reading.badValue('unknown-value');
}

function readText(reading: FieldReading): boolean {
  const { value, fact, builder } = reading;
  const { v } = builder.context;
  if (exitOnlyTexts.has(fact.name)) {
    if (reading.list !== filter.exit) return reading.badList('exit');
    if (fact.value === 'path') builder.permissionAdded = true;
  }
  if (fact.name === 'exe') {
    if (!(v.exeDiffers ? reading.isEquality : reading.operator === '='))
      return reading.badOperator(v.exeDiffers ? '= !=' : '=');
    builder.exeAdded = true;
  }
  const { syscallAdded, permissionAdded, exeAdded, fileSystemAdded } = builder;
  if (fact.name === 'key' && !(syscallAdded || permissionAdded || exeAdded || fileSystemAdded)) {
    return builder.refuseArgument('key-without-subject', reading.use);
  }
  const length = value.length * 3 <= longestKeys ? value.length : byteLength(value);
  if (fact.name === 'key' ? length > longestKeys : length > longestPath) {
    return builder.refuseArgument(
      fact.name === 'key' ? 'key-too-long' : 'path-too-long',
      reading.use,
      '',
      reading.valueStart,
    );
  }
  return reading.take(0, value);
}

function readArch(reading: FieldReading): boolean {
  const { value, builder, use } = reading;
  if (builder.syscallAdded) return builder.refuseArgument('arch-after-syscall', use, builder.watch ? 'watch' : '');
  if (!reading.isEquality) return reading.badOperator('= !=');
  const machine = findMachine(builder, value);
  if (machine === undefined) return reading.badValue('unknown-arch');
  builder.elf = machine.elf;
  return reading.take(machine.elf);
}

function findMachine({ context }: RuleBuilder, value: string): Machine | undefined {
  const { version, machine } = context;
  if (startsWithDigit(value)) {
    const read = readUnsigned(value);
    return read.overflow ? undefined : machineOfElf(read.value, version);
  }
  const width = value.toLowerCase();
  if (width === 'b64' || width === 'b32') return machine === undefined ? undefined : machineOfWidth(machine, width);
  const called = machineCalled(value, version);
  if (called !== undefined) return called;
  const read = readUnsigned(value, 16);
  return read.overflow ? undefined : machineOfElf(read.value, version);
}

function readPermission(reading: FieldReading): boolean {
  const { value, builder, use } = reading;
  const { v, version } = builder.context;
  if (reading.list !== filter.exit && !(v.ioUring && reading.list === filter.exclude)) return reading.badList('exit');
  if (reading.operator !== '=') return reading.badOperator('=');
  if (byteLength(value) > 4) return reading.badValue('bad-permission');
  const letters = value.toLowerCase();
  let bits = 0;
  let end = 0;
  for (; end < letters.length; end++) {
    const bit = permissionBits[letters[end]!];
    if (bit === undefined) break;
    bits |= bit;
  }
  if (v.permissionCalls && builder.elf !== 0 && end > 0) {
    const machine = machineOfElf(builder.elf, version) ?? machineNamed('x86_64');
    const calls = permissionCalls(version, machine, letters.slice(0, end));
    if (calls.missing !== undefined && !v.permissionCallsFiltered) {
      return builder.refuseArgument('permission-syscalls', use, calls.missing, reading.valueStart);
    }
    builder.addCalls(calls.numbers);
    builder.syscallAdded = true;
  }
  if (end < letters.length) return reading.badValue('bad-permission');
  builder.permissionAdded = true;
  return reading.take(bits);
}

/** The bits of the letters of `-p`; undefined: a letter that is none, or more than four. */
export function permissionsOf(letters: string): number | undefined {
  if (byteLength(letters) > 4) return undefined;
  let bits = 0;
  for (const letter of letters) {
    const bit = permissionBits[letter.toLowerCase()];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

const comparison = fieldFact('field_compare')!;

/** Takes a `-C` as libaudit does (audit_rule_interfield_comp_data). */
export function readCompareOption(builder: RuleBuilder, use: OptionUse): boolean {
  const text = builder.argument(use);
  if (builder.fields.length >= mostFields) return builder.refuseArgument('too-many-fields', use);
  const found = findComparison(text);
  if (found === undefined) return builder.refuseArgument('missing-operator', use, 'compare');
  const valueAt = found.at + found.operator.length;
  if (found.at === 0) return builder.refuseArgument('missing-field', use, found.operator, 0, found.operator.length);
  const written = text.slice(0, found.at);
  if (valueAt === text.length) return builder.refuseArgument('missing-value', use, written);
  const left = fieldFact(written);
  if (left === undefined || !isKnownHere(left, builder)) {
    return builder.refuseArgument('unknown-field', use, left?.since ?? '', 0, found.at);
  }
  const right = fieldFact(text.slice(valueAt));
  if (right === undefined || !isKnownHere(right, builder)) {
    return builder.refuseArgument('unknown-field', use, right?.since ?? '', valueAt);
  }
  if (builder.fieldList !== filter.exit) return builder.refuseOption('field-needs-other-list', use, 'exit');
  const number = comparisonNumber(left, right);
  if (number === undefined) {
    const comparable = comparableFields.some((group) => group.includes(left.name)) ? right.name : left.name;
    return builder.refuseArgument('fields-not-comparable', use, comparable);
  }
  builder.fields.push({ field: comparison, operator: found.operator, value: number });
  return true;
}
