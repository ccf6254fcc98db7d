import { configFile, configKeyword, kindOf, lower } from '../../../core/src/facts/config';
import type { ConfigLanguageId } from '../../../core/src/facts/config';
import { judgeAndRead } from '../../../core/src/config/judge';
import { parseConfig } from '../../../core/src/config/tree';
import type { HostState } from './hostState';
import { fileAt } from './hostState';
import { isOldLayout, managedKind } from './planPlaces';

/** What a changed file needs so that auditd goes by it. */
export interface DaemonNeed {
  readonly need: 'nothing' | 'reload' | 'restart';
  /** Keywords, or the file itself, that need it: for the plan's words. */
  readonly why: readonly string[];
}

/** A file before and after; undefined: none. */
export interface FileChange {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

type Values = ReadonlyMap<string, string | null>;

/**
 * The strongest of what the changes need, keyword by keyword. A reload (SIGHUP) only where it is known to do, and where
 * the daemon's answer to it can be read in its log; else a restart, which is always enough.
 */
export function daemonNeed(changes: readonly FileChange[], state: HostState): DaemonNeed {
  const needs = changes.map((change) => needOf(change, state));
  const restart = needs.filter(({ need }) => need === 'restart');
  const reload = needs.filter(({ need }) => need === 'reload');
  if (restart.length > 0) return { need: 'restart', why: restart.flatMap(({ why }) => why) };
  if (reload.length === 0) return { need: 'nothing', why: [] };
  const why = reload.flatMap((each) => each.why);
  return { need: canReload(changes, state) ? 'reload' : 'restart', why };
}

/** What auditd.conf will say after the changes, defaults included. */
export function daemonSettings(changes: readonly FileChange[], state: HostState): (keyword: string) => string | null {
  const path = '/etc/audit/auditd.conf';
  const change = changes.find((each) => each.path === path);
  const values = valuesOf('auditd-conf', change === undefined ? fileAt(state, path)?.content : change.after, state);
  return (keyword) => values.get(keyword) ?? null;
}

function needOf({ path, before, after }: FileChange, state: HostState): DaemonNeed {
  const kind = managedKind(path);
  if (kind === undefined || kind === 'rules' || kind === 'wrappers') return { need: 'nothing', why: [] };
  const then = valuesOf(kind, before, state);
  const now = valuesOf(kind, after, state);
  const changed = [...now].filter(([name, value]) => value !== then.get(name)).map(([name]) => name);
  // A plugin that does not run, neither before nor after, is nobody's concern.
  if (kind === 'audisp-plugin-conf' && !isActive(then) && !isActive(now)) return { need: 'nothing', why: [] };
  const strong = changed.filter((name) => needsRestart(kind, name, state));
  if (strong.length > 0) return { need: 'restart', why: strong };
  const weak = changed.filter((name) => applyOf(kind, name) === 'sighup');
  return weak.length > 0 ? { need: 'reload', why: weak } : { need: 'nothing', why: [] };
}

function isActive(values: Values): boolean {
  return values.get('active') === 'yes';
}

function needsRestart(kind: ConfigLanguageId, name: string, state: HostState): boolean {
  const apply = applyOf(kind, name);
  if (apply === 'next run of the tool') return false;
  // The dispatcher of 2.x is a process of its own; what a SIGHUP does there was not looked at.
  return apply !== 'sighup' || (kind !== 'auditd-conf' && isOldLayout(state));
}

function applyOf(kind: ConfigLanguageId, name: string): string {
  return configKeyword(kindOf(kind), name)?.apply ?? 'unchecked';
}

/** Without local events auditd hears no signal but TERM; without a log there is no word of its answer. */
function canReload(changes: readonly FileChange[], state: HostState): boolean {
  const path = '/etc/audit/auditd.conf';
  const before = valuesOf('auditd-conf', fileAt(state, path)?.content, state);
  const after = daemonSettings(changes, state);
  const both = (keyword: string, value: string): boolean =>
    lower(before.get(keyword) ?? value) === value && lower(after(keyword) ?? value) === value;
  return (
    both('local_events', 'yes') &&
    both('write_logs', 'yes') &&
    after('log_format') !== 'nolog' &&
    before.get('log_format') !== 'nolog' &&
    before.get('log_file') === after('log_file')
  );
}

/** Every keyword's value in force; of a file that is not there, the defaults. */
function valuesOf(kind: ConfigLanguageId, content: Uint8Array | undefined, state: HostState): Values {
  const tree = parseConfig(new TextDecoder().decode(content), kind);
  const version = state.auditVersion ?? '3.0.9';
  const { settings } = judgeAndRead(tree, { auditVersion: version, arch: state.arch });
  return new Map(configFile(kindOf(kind)).keywords.map(({ name }) => [name, settings.value(name)]));
}
