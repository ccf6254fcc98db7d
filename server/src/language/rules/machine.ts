import {
  type Machine,
  type SyscallTable,
  machineCalled,
  machineNamed,
  machineOfWidth,
} from '../../../../core/src/facts/rules/machines';
import type { Target } from '../../../../core/src/target';
import { type RuleParts, valueOf } from './ruleParts';

/** The machine that the rules are for; one that the target's release does not know counts as x86_64. */
export function machineOf(target: Target): Machine {
  return machineCalled(target.arch, target.auditVersion) ?? machineNamed('x86_64');
}

/** The machine that an `arch=` value means on the target; undefined: it means none there. */
export function machineOfArch(value: string, target: Target): Machine | undefined {
  const width = value.toLowerCase();
  if (width === 'b64' || width === 'b32') return machineOfWidth(machineOf(target), width);
  return machineCalled(value, target.auditVersion);
}

/** The table in which the syscalls of a rule are looked up. */
export function tableOf(parts: RuleParts, target: Target): SyscallTable {
  if (parts.list?.text.toLowerCase() === 'io_uring') return 'io_uring';
  const arch = valueOf(parts, 'arch');
  return ((arch === undefined ? undefined : machineOfArch(arch, target)) ?? machineOf(target)).table;
}
