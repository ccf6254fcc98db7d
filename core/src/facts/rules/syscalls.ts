import type { SyscallTable } from './machines';
import { isKnownTo, readTable, remember, type NamedNumber } from './releases';
import { syscallTables } from './syscalls.generated';

/** All calls that any known release names on a machine, in the order of their numbers. Several names can share a number. */
export const syscallsOf: (table: SyscallTable) => readonly NamedNumber[] = remember((table) =>
  readTable(syscallTables[table as SyscallTable]),
) as (table: SyscallTable) => readonly NamedNumber[];

const byName = remember((table) => {
  const found = new Map<string, NamedNumber[]>();
  for (const row of syscallsOf(table as SyscallTable)) {
    const same = found.get(row.name);
    if (same === undefined) found.set(row.name, [row]);
    else same.push(row);
  }
  return found;
});

const numbers = remember((key) => {
  const [table, version] = key.split(' ') as [SyscallTable, string];
  const found = new Map<string, number>();
  for (const row of syscallsOf(table)) if (isKnownTo(version, row)) found.set(row.name, row.number);
  return found;
});

/** Number by name (lower case) of the calls that a release of auditctl knows on a machine. */
export function syscallNumbers(table: SyscallTable, version: string): ReadonlyMap<string, number> {
  return numbers(`${table} ${version}`);
}

/** What is known of a call by name, for any release; letters in any case. */
export function syscallFact(table: SyscallTable, name: string): NamedNumber | undefined {
  return byName(table).get(name.toLowerCase())?.at(-1);
}

const names = remember((key) => {
  const [table, version] = key.split(' ') as [SyscallTable, string];
  const found = new Map<number, string>();
  for (const row of syscallsOf(table))
    if (isKnownTo(version, row) && !found.has(row.number)) found.set(row.number, row.name);
  return found;
});

/** A name of a call's number as a release knows it. */
export function syscallName(table: SyscallTable, number: number, version: string): string | undefined {
  return names(`${table} ${version}`).get(number);
}
