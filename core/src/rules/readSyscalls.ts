import { machineOfElf, type SyscallTable } from '../facts/rules/machines';
import { syscallNumbers } from '../facts/rules/syscalls';
import { filter, type RuleBuilder } from './builder';
import type { OptionUse } from './getopt';
import { readSigned, startsWithDigit } from './numbers';

/** A rule has a bit for each number below this. */
const syscallEnd = 2048;

/** Takes a `-S`: what may not stand there, then each name (auditctl.c, case 'S'; libaudit.c, audit_rule_syscallbyname_data). */
export function readSyscallOption(builder: RuleBuilder, use: OptionUse): boolean {
  if (builder.context.v.ioUring && builder.isOn(filter.ioUring)) return readCalls(builder, use, 'io_uring');
  const list = syscallFreeList(builder);
  if (list !== undefined) return builder.refuseOption('syscall-on-list', use, list);
  if (builder.elf === 0) {
    if (builder.context.machine === undefined) return builder.refuseOption('unknown-machine', use);
    builder.elf = builder.context.machine.elf;
  }
  return readCalls(builder, use, machineOfElf(builder.elf, builder.context.version)?.table ?? 'x86_64');
}

function syscallFreeList(builder: RuleBuilder): string | undefined {
  if (builder.isOn(filter.task)) return 'task';
  if (builder.isOn(filter.user)) return 'user';
  if (builder.isOn(filter.filesystem)) return 'filesystem';
  return builder.exclude ? 'exclude' : undefined;
}

function readCalls(builder: RuleBuilder, use: OptionUse, table: SyscallTable): boolean {
  const text = builder.argument(use);
  const numbers = syscallNumbers(table, builder.context.version);
  for (let from = 0; from <= text.length;) {
    const comma = text.indexOf(',', from);
    const end = comma === -1 ? text.length : comma;
    // Empty items are passed over, as strtok does.
    if (end > from && !takeCall(builder, text.slice(from, end), numbers, table)) {
      return builder.refuseArgument('unknown-syscall', use, table, from, end);
    }
    from = end + 1;
  }
  builder.syscallAdded = true;
  return true;
}

function takeCall(
  builder: RuleBuilder,
  name: string,
  numbers: ReadonlyMap<string, number>,
  table: SyscallTable,
): boolean {
  if (name === 'all') {
    if (table === 'io_uring') builder.addCalls([...numbers.values()]);
    else builder.syscalls = 'all';
    return true;
  }
  let number = numbers.get(name) ?? numbers.get(name.toLowerCase());
  if (number === undefined && startsWithDigit(name)) number = readSigned(name).value | 0;
  if (number === undefined || number < 0 || number >= syscallEnd) return false;
  if (builder.syscalls !== 'all') builder.syscalls.push(number);
  return true;
}
