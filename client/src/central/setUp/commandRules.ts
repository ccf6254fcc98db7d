import { machineCalled, machineOfWidth } from '../../../../core/src/facts/rules/machines';
import { syscallNumbers } from '../../../../core/src/facts/rules/syscalls';
import { atLeast } from '../../../../core/src/target';
import type { HostState } from '../../deploy/hostState';
import type { WishedFile } from '../../deploy/planModel';
import { bytesOf, versionOf } from './auditFiles';

const name = '60-commands.rules';

/** Rules that record every command that a person runs, also as root after a login; in this host's own words. */
export function commandRules(state: HostState): WishedFile {
  const version = versionOf(state);
  const unset = atLeast({ auditVersion: version }, '2.7') ? 'unset' : '4294967295';
  const machine = machineCalled(state.arch, version);
  const rules = (['b64', 'b32'] as const).flatMap((width) => {
    const table = machine === undefined ? undefined : machineOfWidth(machine, width)?.table;
    if (table === undefined) return [];
    const calls = ['execve', 'execveat'].filter((call) => syscallNumbers(table, version).has(call)).join(',');
    return [`-a always,exit -F arch=${width} -S ${calls} -F auid>=1000 -F auid!=${unset} -F key=commands`];
  });
  const heading = '## Every command that a person runs, also as root after a login.';
  return { name, content: bytesOf(`${[heading, ...rules].join('\n')}\n`) };
}
