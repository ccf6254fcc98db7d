import { settingOf } from '../../../core/src/config/value';
import { newestVersion } from '../../../core/src/target';
import type { HostState } from './hostState';
import { daemonNeed, daemonSettings } from './planDaemon';
import type { FileChange } from './planDaemon';
import type { FileStep, Step, Wish } from './planModel';
import { managedKind } from './planPlaces';

/**
 * What the host's own programs are asked before a file is moved to its place. audisp-remote.conf as its package leaves
 * it would be refused, and nobody reads it: it counts only where the plugin is active.
 */
export function validations(state: HostState, files: readonly FileStep[]): Step[] {
  const isRead = (path: string): boolean => !path.endsWith('/audisp-remote.conf') || sends(state, files);
  return files
    .filter((step) => step.kind === 'write' && state.daemon.validates.includes(step.path) && isRead(step.path))
    .map(({ path }) => ({ kind: 'validate', path }));
}

/** Whether a plugin file will have auditd start audisp-remote. */
function sends(state: HostState, files: readonly FileStep[]): boolean {
  const texts = new Map(state.files.map(({ path, content }) => [path, content]));
  for (const step of files) {
    if (step.kind === 'write') texts.set(step.path, step.content);
    else texts.delete(step.path);
  }
  return [...texts].some(([path, content]) => {
    if (managedKind(path) !== 'audisp-plugin-conf') return false;
    const text = new TextDecoder().decode(content);
    const setting = (keyword: string): string =>
      settingOf(text, 'audisp-plugin-conf', keyword, state.auditVersion ?? newestVersion) ?? '';
    return setting('active').toLowerCase() === 'yes' && setting('path').endsWith('/audisp-remote');
  });
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
