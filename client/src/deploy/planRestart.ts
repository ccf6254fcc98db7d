import type { HostState } from './hostState';
import { daemonNeed, daemonSettings } from './planDaemon';
import type { FileChange } from './planDaemon';
import type { FileStep, Step, Wish } from './planModel';
import { managedKind } from './planPlaces';

/** What the host's own programs are asked before a file is moved to its place. */
export function validations(state: HostState, files: readonly FileStep[]): Step[] {
  return files
    .filter((step) => step.kind === 'write' && state.daemon.validates.includes(step.path))
    .map(({ path }) => ({ kind: 'validate', path }));
}

/** How auditd learns of the new files. */
export function daemonSteps(state: HostState, wish: Wish, files: readonly FileStep[]): Step[] {
  const changes = changesOf(files);
  const forced = wish.restart === 'always';
  const { need, why } = forced ? { need: 'restart' as const, why: ['as wished'] } : daemonNeed(changes, state);
  const { pid, restartBy: by } = state.daemon;
  if (need === 'nothing') return [];
  if (pid === undefined && !forced) return [{ kind: 'next-start', why }];
  if (need === 'reload') return [{ kind: 'reload', by, why }];
  if (by === 'none') return [{ kind: 'next-start', why }];
  const setting = daemonSettings(changes, state);
  const port = Number(setting('tcp_listen_port') ?? 0);
  const logs = setting('write_logs') !== 'no' && setting('log_format') !== 'nolog';
  return [{ kind: 'restart', by, why, port: Number.isInteger(port) && port > 0 ? port : undefined, logs }];
}

/** Where plugins' files lie, as auditd.conf will say; undefined: the usual folder, or 2.x, where it is not looked at. */
export function otherPluginFolder(state: HostState, files: readonly FileStep[]): string | undefined {
  const folder = daemonSettings(changesOf(files), state)('plugin_dir')?.replace(/\/+$/, '');
  return folder === undefined || folder === '/etc/audit/plugins.d' ? undefined : folder;
}

function changesOf(files: readonly FileStep[]): FileChange[] {
  return files
    .filter(({ path }) => managedKind(path) !== 'rules')
    .map((step) => ({
      path: step.path,
      before: step.before?.content,
      after: step.kind === 'write' ? step.content : undefined,
    }));
}
