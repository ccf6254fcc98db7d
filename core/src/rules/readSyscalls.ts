import { machineOfElf, type SyscallTable } from '../facts/rules/machines';
import { syscallNumbers } from '../facts/rules/syscalls';
import { filter, type RuleBuilder } from './builder';
import type { OptionUse } from './getopt';
import { readSigned, startsWithDigit } from './numbers';
import type { Calls } from './sent';

/** A rule has a bit for each number below this. */
const syscallEnd = 2048;

/** Takes a `-S`: what may not stand there, then each name (auditctl.c, case 'S'; libaudit.c, audit_rule_syscallbyname_data). */
export function readSyscallOption(builder: RuleBuilder, use: OptionUse): boolean {
  const { v } = builder.context;
  if (v.ioUring && builder.isOn(filter.ioUring)) {
    if (v.noOperationRefused && /^,+$/.test(builder.argument(use))) {
      return builder.refuseArgument('unknown-syscall', use, 'io_uring');
    }
    return readCalls(builder, use, 'io_uring');
  }
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
  const memo = builder.context.calls(table);
  let calls = memo.get(text);
  if (calls === undefined) {
    const read = callsIn(text, syscallNumbers(table, builder.context.version), table);
    if ('from' in read) return builder.refuseArgument('unknown-syscall', use, table, read.from, read.end);
    calls = read.calls;
    memo.set(text, calls);
  }
  builder.addCalls(calls);
  builder.syscallAdded = true;
  return true;
}

/** The calls of a comma list, or where the first name stands that is none. */
function callsIn(
  text: string,
  numbers: ReadonlyMap<string, number>,
  table: SyscallTable,
): { readonly calls: Calls } | { readonly from: number; readonly end: number } {
  let all = false;
  const calls: number[] = [];
  for (let from = 0; from <= text.length;) {
    const comma = text.indexOf(',', from);
    const end = comma === -1 ? text.length : comma;
    const name = text.slice(from, end);
    if (name === 'all') {
      if (table === 'io_uring') for (const number of numbers.values()) calls.push(number);
      else all = true;
    } else if (name !== '') {
      // Empty items are passed over, as strtok does.
      const number = callNumber(name, numbers);
      if (number === undefined) return { from, end };
      calls.push(number);
    }
    from = end + 1;
  }
  return { calls: all ? 'all' : calls };
}

function callNumber(name: string, numbers: ReadonlyMap<string, number>): number | undefined {
  let number = numbers.get(name) ?? numbers.get(name.toLowerCase());
  if (number === undefined && startsWithDigit(name)) number = readSigned(name).value | 0;
  return number === undefined || number < 0 || number >= syscallEnd ? undefined : number;
}
