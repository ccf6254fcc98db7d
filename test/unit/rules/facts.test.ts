import { describe, expect, it } from 'vitest';
import { errnoNumber } from '../../../core/src/facts/rules/errno';
import { fieldFact, fields, operatorsOf } from '../../../core/src/facts/rules/fields';
import { lists } from '../../../core/src/facts/rules/lists';
import { machineCalled } from '../../../core/src/facts/rules/machines';
import { messageTypeMeaning } from '../../../core/src/facts/rules/messageTypeMeanings';
import { messageTypes } from '../../../core/src/facts/rules/messageTypes';
import { isKnownTo } from '../../../core/src/facts/rules/releases';
import { syscallNumbers, syscallsOf } from '../../../core/src/facts/rules/syscalls';
import { inShared } from '../../kit/repository';
import { tableRows } from '../../kit/ruleCases';
import { describeWithShared } from '../../kit/skip';

const releases = ['2.8.5', '3.0.9', '3.1.5', '4.2.1'];

describe('facts of the rules language', () => {
  it('has a sentence for every field, and operators and lists', () => {
    for (const fact of fields) {
      expect(fact.meaning).toMatch(/^[A-Z].*\.$/s);
      expect(operatorsOf(fact)[0]).toBe('=');
      expect(fact.lists.length).toBeGreaterThan(0);
    }
    for (const list of lists) expect(list.meaning).toMatch(/\.$/);
    for (const { name } of messageTypes) expect(messageTypeMeaning(name), name).toMatch(/^[A-Z].*\.$/);
  });

  it('has the sizes that the tables of 4.2.1 have', () => {
    const sizes = (
      ['x86_64', 'i386', 'arm', 'aarch64', 'ppc', 's390', 's390x', 'riscv64', 'riscv32', 'io_uring'] as const
    ).map((table) => syscallNumbers(table, '4.2.1').size);
    expect(sizes).toEqual([383, 462, 436, 327, 453, 442, 390, 328, 318, 30]);
  });
});

describeWithShared('the facts are what the libraries of four releases say', 'facts/rules/tables', (folder) => {
  const names = (file: string) => tableRows(`${folder}/${file}`);

  it('system calls', () => {
    const differences: string[] = [];
    const expected = new Map<string, Set<string>>();
    for (const row of names('syscalls-by-version.tsv')) {
      const table = row['machine'] === 'uring' ? 'io_uring' : machineCalled(row['machine']!, '4.2.1')!.table;
      for (const release of releases) {
        const key = `${table} ${release}`;
        if (!expected.has(key)) expected.set(key, new Set());
        if (row[release] === 'y') expected.get(key)!.add(`${row['name']} ${row['number']}`);
      }
    }
    for (const [key, wanted] of expected) {
      const [table, release] = key.split(' ') as [Parameters<typeof syscallsOf>[0], string];
      // A machine without a row was left out of that build.
      if (wanted.size === 0) continue;
      const ours = new Set(syscallsOf(table).filter((row) => isKnownTo(release, row)).map(({ name, number }) => `${name} ${number}`)); // prettier-ignore
      for (const row of wanted)
        if (!ours.has(row) && !isAlias(row, ours)) differences.push(`${key}: ${row} is missing`);
      for (const row of ours)
        if (!wanted.has(row) && !isAlias(row, wanted)) differences.push(`${key}: ${row} is too much`);
    }
    expect(differences).toEqual([]);
  });

  it('message types', () => {
    const rows = names('msgtypes-by-version.tsv');
    for (const release of releases) {
      // The AppArmor ones are there where the library was built for it.
      const plain = (name: string) => !name.startsWith('APPARMOR');
      const wanted = rows
        .filter((row) => row[release] === 'y' && plain(row['name']!))
        .map((row) => `${row['name']} ${row['number']}`);
      const ours = messageTypes
        .filter((row) => isKnownTo(release, row) && plain(row.name))
        .map(({ name, number }) => `${name} ${number}`);
      expect(ours.sort(), release).toEqual(wanted.sort());
    }
  });

  it('errors and fields', () => {
    for (const row of names('errno.tsv')) expect(errnoNumber(row['name']!)).toBe(Number(row['number']));
    for (const row of names('fields.tsv'))
      expect(fieldFact(row['name']!)?.number, row['name']).toBe(Number(row['number']));
    expect(fields.length).toBe(46);
  });

  it('fields on lists, with operators', () => {
    const rows = tableRows(inShared('facts/rules/matrix.tsv')!).filter(
      (row) => row['version'] === '4.2.1' && row['list'] === 'exit',
    );
    const differences = rows
      .filter((row) => !['fstype', 'msgtype'].includes(row['field']!))
      .filter((row) => {
        const taken = row['userspace'] === 'ok' && row['kernel_6.12'] === 'ok';
        return taken !== operatorsOf(fieldFact(row['field']!)!).includes(row['op'] as '=');
      })
      .map((row) => `${row['field']} ${row['op']}`);
    expect(differences).toEqual(['key !=']);
  });
});

/** The libraries tell one name for a number; where there are two, the other is known as well. */
function isAlias(row: string, known: ReadonlySet<string>): boolean {
  const number = row.split(' ')[1]!;
  return [...known].some((other) => other.split(' ')[1] === number);
}
