import { filterLists, mapFlags, netfilterFamilies, resolveFlags, seccompActions } from '../facts/eventsValues';
import { keysOf, textOfEncoded, textOfProctitle, unquoted } from './encoded';
import type { AuditRecord, Field } from './event';
import { enrichedValue, loggedValue } from './eventFields';
import { signalName, textOfBits, textOfCapabilities, textOfMode, textOfOpenFlags } from './flags';
import { architectureOf, errnoName, errnoText, syscallNameOf } from './names';
import type { Naming } from './naming';
import { textOfKeys } from './keystrokes';
import { textOfSocketAddress } from './socketAddress';
import type { SyscallScope } from './syscallArguments';
import { numberOfArgument, readSyscallArgument } from './syscallArguments';

/**
 * The fields of a record as a person reads them: `arch=x86_64 syscall=openat exit=EACCES(Permission denied) …`, in the
 * forms of `ausearch -i`. What the sender's auditd resolved wins over what is known here. Text keeps its control
 * characters: who shows it sends it through visible.ts.
 */
export function decodeRecord(record: AuditRecord, naming: Naming = {}): Field[] {
  const scope = new RecordScope(record, naming);
  return record.fields.map((field) => ({ name: field.name, value: scope.read(field.name, field.value) }));
}

/** One field of a record as a person reads it. */
export function decodeField(record: AuditRecord, field: Field, naming: Naming = {}): string {
  return new RecordScope(record, naming).read(field.name, field.value);
}

/** 4294967295 and -1: nobody has logged in, nothing was set. */
export function isUnset(id: string): boolean {
  return id === '4294967295' || id === '-1' || id === 'unset';
}

type Reading = (value: string, scope: RecordScope) => string;

/** What the readings of one record share. Also where decoding meets a field by itself: `read(name, value)`. */
export class RecordScope implements SyscallScope {
  readonly #record: AuditRecord;
  readonly #naming: Naming;
  #architecture: string | undefined;
  #syscall: string | undefined;

  constructor(record: AuditRecord, naming: Naming) {
    this.#record = record;
    this.#naming = naming;
  }

  read(name: string, value: string): string {
    const enriched = enrichedValue(this.#record, name);
    if (enriched !== undefined && !enriched.startsWith('unknown-')) return enriched;
    return this.readLogged(name, value);
  }

  /** From the logged value alone, whatever the sender's auditd resolved it to. */
  readLogged(name: string, value: string): string {
    const { type } = this.#record;
    const reading = (type === 'SYSCALL' ? syscallReadings.get(name) : undefined) ?? readings.get(name);
    if (reading !== undefined) return reading(value, this);
    // The arguments that socketcall(2) was given in memory.
    if (type === 'SOCKETCALL' && /^a\d$/.test(name)) return `0x${value}`;
    if (type === 'EXECVE' && /^a\d+(\[\d+\])?$/.test(name)) return textOfEncoded(value);
    return unquoted(value);
  }

  get architecture(): string {
    this.#architecture ??= architectureOf(this.raw('arch') ?? '') ?? 'x86_64';
    return this.#architecture;
  }

  get syscall(): string {
    this.#syscall ??= syscallNameOf(this.architecture, Number(this.raw('syscall') ?? '-1')) ?? '';
    return this.#syscall;
  }

  argument(index: number): number {
    return numberOfArgument(this.raw(`a${index}`) ?? '0');
  }

  user(id: string): string {
    return isUnset(id) ? 'unset' : (this.#naming.user?.(id) ?? (id === '0' ? 'root' : id));
  }

  group(id: string): string {
    return isUnset(id) ? 'unset' : (this.#naming.group?.(id) ?? (id === '0' ? 'root' : id));
  }

  raw(name: string): string | undefined {
    return loggedValue(this.#record, name);
  }

  get type(): string {
    return this.#record.type;
  }
}

/**
 * How the reading of a field comes about. `plain`: as logged, without quotes. `session`: the same, unless it is unset.
 * `value`: from the value alone. `record`: from other fields of the record too.
 */
export type Dependence = 'plain' | 'session' | 'value' | 'record';

/** How the reading of a field of that name in records of that type comes about. */
export function dependence(type: string, name: string): Dependence {
  if (type === 'SYSCALL' && syscallReadings.has(name)) return 'record';
  if (name === 'syscall') return 'record';
  if (readings.get(name) === session) return 'session';
  if (readings.has(name) || type === 'SOCKETCALL' || (type === 'EXECVE' && /^a\d+(\[\d+\])?$/.test(name)))
    return 'value';
  return 'plain';
}

const encoded: Reading = (value) => textOfEncoded(value);
const user: Reading = (value, scope) => scope.user(value);
const group: Reading = (value, scope) => scope.group(value);
const session: Reading = (value) => (isUnset(value) ? 'unset' : unquoted(value));
const capability: Reading = (value) => textOfCapabilities(value);
const yesOrNo: Reading = (value) => (value === '1' ? 'yes' : value === '0' ? 'no' : unquoted(value));
const promiscuous: Reading = (value) => (/^\d+$/.test(value) ? (Number(value) & 0x100 ? 'yes' : 'no') : value);

const exit: Reading = (value) => {
  if (!/^-\d{1,4}$/.test(value)) return value;
  const number = -Number(value);
  const text = errnoText(number);
  return text === '' ? value : `${errnoName(number)}(${text})`;
};

const syscall: Reading = (value, scope) => {
  const name = /^\d{1,6}$/.test(value) ? syscallNameOf(scope.architecture, Number(value)) : undefined;
  return name ?? `unknown-syscall(${value})`;
};

const identifier: Reading = (value, scope) => (/GROUP|GRP/.test(scope.type) ? scope.group(value) : scope.user(value));
const family: Reading = (value, scope) =>
  scope.type === 'NETFILTER_CFG' ? (netfilterFamilies.get(value) ?? value) : unquoted(value);
const mode: Reading = (value) => textOfMode(value);
const numberIn =
  (base: number, text: (number: number) => string): Reading =>
  (value) => {
    const number = Number.parseInt(value, base);
    return Number.isNaN(number) ? value : text(number);
  };

function table(reading: Reading, names: string): [string, Reading][] {
  return names.split(' ').map((name) => [name, reading]);
}

/** By the name of the field. What is not here is shown as it was logged, without quotes around it. */
const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...table(
    encoded,
    'path comm exe file name watch cwd cmd acct dir vm device cgroup grp new_group ocomm root_dir sw invalid_context ' +
      'old-disk new-disk old-fs new-fs old-net new-net old-chardev new-chardev old-rng new-rng operation info profile ' +
      'denied_mask requested_mask',
  ),
  ...table(user, 'auid uid euid suid fsuid ouid oauid iuid sauid obj_uid inode_uid old-auid'),
  ['old auid', user],
  ['new auid', user],
  ...table(group, 'gid egid sgid fsgid ogid igid iogid obj_gid new_gid inode_gid'),
  ...table(session, 'ses oses old-ses'),
  ['old ses', session],
  ['new ses', session],
  ...table(capability, 'cap_fi cap_fp cap_pi cap_pp cap_pe cap_pa fi fp pi pp pe pa old_pi old_pp old_pe old_pa'),
  ...table(promiscuous, 'prom old_prom'),
  ['res', yesOrNo],
  ['result', yesOrNo],
  ['exit', exit],
  ['arch', (value) => architectureOf(value) ?? `unknown-elf-type(${value})`],
  ['syscall', syscall],
  ['proctitle', (value) => textOfProctitle(value)],
  ['key', (value) => (value === '(null)' ? value : keysOf(value).join(', '))],
  ['saddr', (value) => textOfSocketAddress(value)],
  ['id', identifier],
  ['mode', mode],
  ['list', (value) => filterLists.get(value) ?? value],
  ['family', family],
  ['sig', numberIn(10, signalName)],
  ['sigev_signo', numberIn(10, signalName)],
  [
    'data',
    (value, scope) => (/^(USER_)?TTY$/.test(scope.type) ? textOfKeys(textOfEncoded(value)) : textOfEncoded(value)),
  ],
  ['code', numberIn(16, (number) => seccompActions.get(number - (number % 0x10000)) ?? `0x${number.toString(16)}`)],
  ['oflag', numberIn(16, (number) => textOfOpenFlags(number))],
  ['resolve', numberIn(16, (number) => textOfBits(number, resolveFlags))],
  [
    'flags',
    (value, scope) => (scope.type === 'MMAP' ? textOfBits(Number.parseInt(value, 16) || 0, mapFlags) : unquoted(value)),
  ],
  ['resp', (value) => (value === '1' ? 'allow' : value === '2' ? 'deny' : value)],
]);

const argument =
  (index: number): Reading =>
  (value, scope) =>
    readSyscallArgument(scope.syscall, index, value, scope);

const syscallReadings: ReadonlyMap<string, Reading> = new Map([
  ['a0', argument(0)],
  ['a1', argument(1)],
  ['a2', argument(2)],
  ['a3', argument(3)],
]);
