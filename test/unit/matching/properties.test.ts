import fc from 'fast-check';
import { expect, test } from 'vitest';
import { match } from '../../../core/src/matching/match';
import { callEvent, ruleOf } from './kit';

/** A number of the record, the name of the condition about it, and how the record writes it. */
const numbers = {
  uid: { record: 'uid', write: String },
  euid: { record: 'euid', write: String },
  suid: { record: 'suid', write: String },
  fsuid: { record: 'fsuid', write: String },
  sgid: { record: 'sgid', write: String },
  fsgid: { record: 'fsgid', write: String },
  auid: { record: 'auid', write: String },
  pid: { record: 'pid', write: String },
  ppid: { record: 'ppid', write: String },
  sessionid: { record: 'ses', write: String },
  exit: { record: 'exit', write: String },
  a1: { record: 'a1', write: (value: number) => value.toString(16) },
  a3: { record: 'a3', write: (value: number) => `ffff8880${value.toString(16).padStart(8, '0')}` },
} as const;
type Name = keyof typeof numbers;
const names = Object.keys(numbers) as Name[];

const holds = {
  '=': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
} as const;
type Sign = keyof typeof holds;

const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0x7fff_ffff }));
const state = fc.record(Object.fromEntries(names.map((name) => [name, value])) as Record<Name, typeof value>);
const condition = fc.record({
  name: fc.constantFrom(...names),
  sign: fc.constantFrom(...(Object.keys(holds) as Sign[])),
  value,
});

/** Conditions of a state: those that hold as they are, the others turned round, so that all hold. */
function turned({ name, sign, value: right }: { name: Name; sign: Sign; value: number }, left: number): string {
  const opposite: Record<Sign, Sign> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
  return `${name}${holds[sign](left, right) ? sign : opposite[sign]}${right}`;
}

const eventIn = (values: Readonly<Record<Name, number>>, path: string) =>
  callEvent({
    syscall: Object.fromEntries(names.map((name) => [numbers[name].record, numbers[name].write(values[name])])),
    paths: [{ name: `"${path}"` }],
  });
const lineOf = (conditions: readonly string[]) =>
  `-a always,exit -F arch=b64 -S openat,close ${conditions.map((each) => `-F ${each}`).join(' ')} -k k`;
const part = fc.stringMatching(/^[a-z]{1,6}$/);
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

test('a rule made of what an event says matches it; with one condition turned round it does not', () => {
  fc.assert(
    fc.property(state, fc.array(condition, { maxLength: 8 }), path, fc.nat(), (values, conditions, file, at) => {
      const event = eventIn(values, file);
      const fitting = conditions.map((each) => turned(each, values[each.name]));
      expect(match(ruleOf(lineOf([`path=${file}`, ...fitting])).rule, event).verdict).toBe('yes');
      const wrong = conditions[at % Math.max(1, conditions.length)];
      if (wrong === undefined) return;
      const right = values[wrong.name];
      const opposed = [...fitting, `${wrong.name}!=${right}`];
      expect(match(ruleOf(lineOf(opposed)).rule, event).verdict).toBe('no');
      expect(match(ruleOf(lineOf([...fitting, `path=${file}x`])).rule, event).verdict).toBe('no');
    }),
    { numRuns: 150 },
  );
});

test('a folder holds what lies below it, and nothing beside it', () => {
  fc.assert(
    fc.property(state, path, path, (values, folder, rest) => {
      const inside = eventIn(values, `${folder}${rest}`);
      expect(match(ruleOf(lineOf([`dir=${folder}`])).rule, inside).verdict).toBe('yes');
      expect(match(ruleOf(`-w ${folder} -p r -k k`).rule, inside).verdict).toBe('yes');
      const beside = eventIn(values, `${folder}_${rest}`);
      expect(match(ruleOf(lineOf([`dir=${folder}`])).rule, beside).verdict).toBe('no');
    }),
    { numRuns: 100 },
  );
});
