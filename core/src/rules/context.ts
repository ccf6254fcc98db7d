import { isKnownTo, remember } from '../facts/rules/releases';
import { permissionTable } from '../facts/rules/permissions.generated';
import { longOptions } from '../facts/rules/options';
import { machineCalled, type Machine } from '../facts/rules/machines';
import { syscallNumbers } from '../facts/rules/syscalls';
import { readTable } from '../facts/rules/releases';
import { compareVersions, newestVersion, type Target } from '../target';
import type { LongOption } from './getopt';

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
  };
  contexts.set(target, context);
  return context;
}

const contexts = new WeakMap<Target, Context>();

const permissionCallTable = readTable(permissionTable);

const permissionCallsBy = remember((key) => {
  const [version, table, bit] = key.split(' ') as [string, Machine['table'], string];
  const row = permissionCallTable.find((entry) => entry.number === Number(bit) && isKnownTo(version, entry));
  const numbers = syscallNumbers(table, version);
  const names = row?.name.split(',') ?? [];
  return {
    numbers: names.map((name) => numbers.get(name)).filter((number) => number !== undefined),
    missing: names.find((name) => !numbers.has(name)),
  };
});

/** The calls that a letter of perm stands for where arch is known (lib/permtab.h); `missing`: one that the machine lacks. */
export function permissionCalls(
  version: string,
  machine: Machine,
  bit: number,
): { readonly numbers: readonly number[]; readonly missing: string | undefined } {
  return permissionCallsBy(`${version} ${machine.table} ${bit}`);
}
