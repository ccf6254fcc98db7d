import { type SyscallTable, machines } from '../../../../core/src/facts/rules/machines';
import { syscallFact, syscallName, syscallsOf } from '../../../../core/src/facts/rules/syscalls';
import type { Target } from '../../../../core/src/target';
import { tableOf } from './machine';
import type { RuleParts } from './ruleParts';
import { syscallMeaning } from './syscallMeanings';

/** What a system call is, and its number on every machine with the first release of audit that names it there. */
export function syscallHover(written: string, parts: RuleParts, target: Target): string {
  if (written === 'all') return '**all** system calls. The rule is tried at every one of them.';
  const here = tableOf(parts, target);
  const name = /^\d+$/.test(written) ? syscallName(here, Number(written), target.auditVersion) : written.toLowerCase();
  if (name === undefined) return `System call ${written.slice(0, 20)} has no name on ${here}.`;
  const rows = tablesWithNames(here).flatMap(([table, machine]) => {
    const fact = syscallFact(table, name);
    const isHere = table === here ? '**' : '';
    if (fact === undefined) return table === here ? [`| **${machine}** | not there | |`] : [];
    const since = fact.since === undefined ? '' : `audit ${fact.since}`;
    return [`| ${isHere}${machine}${isHere} | ${fact.number} | ${since} |`];
  });
  if (rows.length <= 1 && syscallFact(here, name) === undefined)
    return `No system call is called \`${name.replaceAll('`', '').slice(0, 60)}\`.`;
  const meaning = syscallMeaning(name);
  const what = here === 'io_uring' ? 'operation of io_uring' : 'system call';
  return `**${name}** (${what})${meaning === undefined ? '' : `\n\n${meaning}`}\n\n| machine | number | named since |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

function tablesWithNames(here: SyscallTable): readonly (readonly [SyscallTable, string])[] {
  if (here === 'io_uring') return [['io_uring', 'io_uring']];
  const byTable = new Map<SyscallTable, string[]>();
  for (const { table, name } of machines) {
    if (syscallsOf(table).length === 0) continue;
    const names = byTable.get(table);
    if (names === undefined) byTable.set(table, [name]);
    else names.push(name);
  }
  return [...byTable].map(([table, names]) => [table, names.join(', ')] as const);
}
