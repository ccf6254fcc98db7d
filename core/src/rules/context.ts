import { isKnownTo, remember } from '../facts/rules/releases';
import { permissionTable } from '../facts/rules/permissions.generated';
import { longOptions } from '../facts/rules/options';
import { machineCalled, type Machine, type SyscallTable } from '../facts/rules/machines';
import { syscallNumbers } from '../facts/rules/syscalls';
import { readTable } from '../facts/rules/releases';
import { permissions } from '../facts/rules/values';
import { compareVersions, newestVersion, type Target } from '../target';
import type { LongOption } from './getopt';
import { Memo } from './memo';
import type { Calls, SentField } from './sent';

/** What a release of auditctl does on a machine, worked out once: the differences of section 10 of the language. */
export interface Context {
  readonly version: string;
  /** Undefined: uname says something that this release does not know. */
  readonly machine: Machine | undefined;
  readonly longOptions: readonly LongOption[];
  /** They are those of the newest release, with which the tree is read. */
  readonly hasNewestOptions: boolean;
  readonly since: (version: string) => boolean;
  readonly users: ReadonlySet<string> | undefined;
  readonly groups: ReadonlySet<string> | undefined;
  readonly v: VersionFlags;
  /** Conditions that came before, by the list of the rule and by what stands behind -F. */
  readonly conditions: (list: number) => Memo<string, SentField>;
  /** Lists of system calls that came before, by table and by what stands behind -S. */
  readonly calls: (table: SyscallTable) => Memo<string, Calls>;
  /** Two such lists one behind the other, as one list for all rules that have them. */
  readonly bothCalls: (first: readonly number[], then: readonly number[]) => readonly number[];
}

export interface VersionFlags {
  /** The list `entry` is still taken, as exit. */
  readonly entryList: boolean;
  readonly exe: boolean;
  readonly exeDiffers: boolean;
  readonly exeOnExclude: boolean;
  /** On exclude more than msgtype is taken. */
  readonly excludeAccounts: boolean;
  readonly unset: boolean;
  readonly sessionid: boolean;
  readonly filesystemList: boolean;
  readonly addressFamily: boolean;
  /** Keys that begin with `ids-` are looked into. */
  readonly idsKeys: boolean;
  /** The list is looked up before the action, so that `possible,exit` passes. */
  readonly listFirst: boolean;
  /** io_uring, lists in any case, and an unknown second list that passes. */
  readonly ioUring: boolean;
  readonly friendlySignals: boolean;
  /** --signal ends auditctl itself when the daemon does not run. */
  readonly signalExits: boolean;
  /** arch before perm names the calls of the permission. */
  readonly permissionCalls: boolean;
  /** Calls of a permission that the machine lacks are left out instead of refused. */
  readonly permissionCallsFiltered: boolean;
  /** Since the options have handlers, some of them no longer end the line. */
  readonly handlers: boolean;
  /** A list of io_uring operations that names none is refused. */
  readonly noOperationRefused: boolean;
  /** -A sends a deletion (a fault of these releases). */
  readonly prependDeletes: boolean;
  /** -d is not known (a fault of one release). */
  readonly noDelete: boolean;
  readonly deletePossibleEnds: boolean;
  readonly helpPasses: boolean;
  readonly emptyRuleForWatch: boolean;
  readonly keyControlRefused: boolean;
  readonly surplusWordsRefused: boolean;
}

/** The oldest release whose tables are known by name; for older ones its tables are taken. */
const flagsOf = remember((version): VersionFlags => {
  const since = (first: string) => compareVersions(version, first) >= 0;
  const before = (first: string) => !since(first);
  return {
    entryList: before('2.7'),
    exe: since('2.5'),
    exeDiffers: since('3.0'),
    exeOnExclude: since('3.0'),
    excludeAccounts: since('2.7'),
    unset: since('2.7'),
    sessionid: since('2.7'),
    filesystemList: since('2.8'),
    addressFamily: since('3.0'),
    idsKeys: before('3.0'),
    listFirst: before('3.0.4'),
    ioUring: since('3.1'),
    friendlySignals: since('3.1.1'),
    signalExits: since('3.1.1'),
    permissionCalls: since('3.1.3'),
    permissionCallsFiltered: since('4.0.4'),
    handlers: since('4.0.4'),
    noOperationRefused: since('4.0'),
    prependDeletes: since('4.0.4') && before('4.1.1'),
    noDelete: since('4.0.4') && before('4.0.5'),
    deletePossibleEnds: before('4.0.4') || since('4.1.4'),
    helpPasses: since('4.1.4'),
    emptyRuleForWatch: since('4.1.2'),
    keyControlRefused: since('4.2'),
    surplusWordsRefused: since('4.2'),
  };
});

/** Works out what the target's auditctl does. Cheap to ask for again: the same target gives the same answer. */
export function contextOf(target: Target): Context {
  const known = contexts.get(target);
  if (known !== undefined) return known;
  const version = target.auditVersion;
  const accounts = (names: readonly string[] | undefined) =>
    names === undefined ? undefined : new Set(['root', ...names]);
  const context: Context = {
    version,
    machine: machineCalled(target.arch, version),
    longOptions: longOptions(version),
    hasNewestOptions: longOptions(version).length === longOptions(newestVersion).length,
    since: (first) => compareVersions(version, first) >= 0,
    users: accounts(target.users),
    groups: accounts(target.groups),
    v: flagsOf(version),
    conditions: rememberBy(() => new Memo(4096)),
    calls: rememberBy(() => new Memo(1024)),
    bothCalls: joiner(),
  };
  contexts.set(target, context);
  return context;
}

const contexts = new WeakMap<Target, Context>();

const permissionCallTable = readTable(permissionTable);

const rowOf = (bit: number, version: string) =>
  permissionCallTable.find((entry) => entry.number === bit && isKnownTo(version, entry));

const permissionCallsBy = remember((key) => {
  const [version, table, letters] = key.split(' ') as [string, SyscallTable, string];
  const numbers = syscallNumbers(table, version);
  const names = [...letters].flatMap((letter) => rowOf(permissionBits[letter]!, version)?.name.split(',') ?? []);
  return {
    numbers: names.map((name) => numbers.get(name)).filter((number) => number !== undefined),
    missing: names.find((name) => !numbers.has(name)),
  };
});

/** The letters of perm (linux/audit.h, AUDIT_PERM_*). */
export const permissionBits: Readonly<Record<string, number>> = Object.fromEntries(
  permissions.map(({ name, number }) => [name, number]),
);

/**
 * The calls that letters of perm (in lower case, at most four) stand for where arch is known (lib/permtab.h), in their
 * order; `missing`: the first that the machine lacks.
 */
export function permissionCalls(
  version: string,
  machine: Machine,
  letters: string,
): { readonly numbers: readonly number[]; readonly missing: string | undefined } {
  return permissionCallsBy(`${version} ${machine.table} ${letters}`);
}

/** Remembers what `make` gives for each of a few keys. */
function rememberBy<Key, Made>(make: () => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make()));
    return value;
  };
}

function joiner(): Context['bothCalls'] {
  const byFirst = new Memo<readonly number[], Memo<readonly number[], readonly number[]>>(64);
  return (first, then) => {
    let byThen = byFirst.get(first);
    if (byThen === undefined) byFirst.set(first, (byThen = new Memo(64)));
    let both = byThen.get(then);
    if (both === undefined) byThen.set(then, (both = [...first, ...then]));
    return both;
  };
}
