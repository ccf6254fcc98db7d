import { isKnownTo, type Lifetime } from './releases';

/** A calling convention that rules may name: what libaudit calls a machine (lib/machinetab.h, lib/lookup_table.c). */
export interface Machine extends Lifetime {
  readonly name: MachineName;
  /** Names under which `uname -m` and `-F arch=` know it. */
  readonly names: readonly ({ readonly name: string } & Lifetime)[];
  /** The number in audit records and rules (linux/audit.h, AUDIT_ARCH_*). */
  readonly elf: number;
  readonly bits: 32 | 64;
  /** The table of its system calls in syscalls.generated.ts. */
  readonly table: SyscallTable;
  /** The machine whose calls `b32` means on this one; undefined: it has none. */
  readonly b32?: MachineName;
}

export type MachineName =
  | 'x86_64'
  | 'i386'
  | 'aarch64'
  | 'arm'
  | 'ppc64le'
  | 'ppc64'
  | 'ppc'
  | 's390x'
  | 's390'
  | 'riscv64'
  | 'riscv32'
  | 'ia64';
export type SyscallTable =
  'x86_64' | 'i386' | 'aarch64' | 'arm' | 'ppc' | 's390x' | 's390' | 'riscv64' | 'riscv32' | 'ia64' | 'io_uring';

const named = (...names: string[]) => names.map((name) => ({ name }));

export const machines: readonly Machine[] = [
  { name: 'x86_64', names: named('x86_64'), elf: 0xc000003e, bits: 64, table: 'x86_64', b32: 'i386' },
  { name: 'i386', names: named('i386', 'i486', 'i586', 'i686'), elf: 0x40000003, bits: 32, table: 'i386', b32: 'i386' },
  {
    name: 'aarch64',
    names: [{ name: 'aarch64' }, { name: 'armv8l', since: '3.0.6' }],
    elf: 0xc00000b7,
    bits: 64,
    table: 'aarch64',
    b32: 'arm',
  },
  {
    name: 'arm',
    names: named('arm', 'armeb', 'armv5tejl', 'armv5tel', 'armv6l', 'armv7l'),
    elf: 0x40000028,
    bits: 32,
    table: 'arm',
    b32: 'arm',
  },
  { name: 'ppc64le', names: named('ppc64le'), elf: 0xc0000015, bits: 64, table: 'ppc' },
  { name: 'ppc64', names: named('ppc64'), elf: 0x80000015, bits: 64, table: 'ppc', b32: 'ppc' },
  { name: 'ppc', names: named('ppc'), elf: 0x14, bits: 32, table: 'ppc', b32: 'ppc' },
  { name: 's390x', names: named('s390x'), elf: 0x80000016, bits: 64, table: 's390x', b32: 's390' },
  { name: 's390', names: named('s390'), elf: 0x16, bits: 32, table: 's390', b32: 's390' },
  {
    name: 'riscv64',
    names: named('riscv64'),
    elf: 0xc00000f3,
    bits: 64,
    table: 'riscv64',
    b32: 'riscv32',
    since: '4.0.3',
  },
  {
    name: 'riscv32',
    names: named('riscv32'),
    elf: 0x400000f3,
    bits: 32,
    table: 'riscv32',
    b32: 'riscv32',
    since: '4.0.3',
  },
];

/** Machines that only old releases know; nobody needs to be offered them. */
const formerMachines: readonly Machine[] = [
  { name: 'ia64', names: named('ia64'), elf: 0xc0000032, bits: 64, table: 'ia64', until: '2.8.5' },
];
const allMachines = [...machines, ...formerMachines];

const byElf = new Map(allMachines.map((machine) => [machine.elf, machine]));
const byMachineName = new Map(allMachines.map((machine) => [machine.name, machine]));

/** The machine of that canonical name. */
export function machineNamed(name: MachineName): Machine {
  return byMachineName.get(name)!;
}

/** The machine of a number as in `arch=c000003e` of a record, for a release; undefined: it knows none. */
export function machineOfElf(elf: number, version: string): Machine | undefined {
  const machine = byElf.get(elf >>> 0);
  return machine !== undefined && isKnownTo(version, machine) ? machine : undefined;
}

/** The machine that `uname -m` or `-F arch=NAME` names, letters in any case, for a release. */
export function machineCalled(written: string, version: string): Machine | undefined {
  const name = written.toLowerCase();
  for (const machine of allMachines) {
    if (!isKnownTo(version, machine)) continue;
    for (const known of machine.names) if (known.name === name && isKnownTo(version, known)) return machine;
  }
  return undefined;
}

/** What `b64` or `b32` means where `machine` runs; undefined: it has no calls of that width (libaudit.c, audit_determine_machine). */
export function machineOfWidth(machine: Machine, width: 'b64' | 'b32'): Machine | undefined {
  if (width === 'b64') return machine.bits === 64 ? machine : undefined;
  return machine.b32 === undefined ? undefined : machineNamed(machine.b32);
}
