import { languageOfPath } from '../../../core/src/kinds';
import type { ConfigLanguageId } from '../../../core/src/facts/config';
import { compareVersions } from '../../../core/src/target';
import type { HostState } from './hostState';

/**
 * Where a managed file lies. A person knows it by a short name that is the same for all hosts: `30-identity.rules`,
 * `auditd.conf`, `plugins.d/au-remote.conf`; the host's version decides about the folder. An absolute path is itself.
 */

export const rulesFolder = '/etc/audit/rules.d';

/** What a file at a path is to a deploy; undefined: none of its business. */
export type ManagedKind = 'rules' | ConfigLanguageId | 'wrappers';

export function pathOf(name: string, state: Pick<HostState, 'auditVersion'>): string {
  if (name.startsWith('/')) return name;
  if (name.endsWith('.rules')) return `${rulesFolder}/${name}`;
  if (name === 'audispd.conf') return '/etc/audisp/audispd.conf';
  return `${name === 'auditd.conf' ? '/etc/audit' : pluginRoot(state)}/${name}`;
}

/** audisp-remote.conf and plugins.d moved from /etc/audisp to /etc/audit in 3.0. */
export function pluginRoot({ auditVersion }: Pick<HostState, 'auditVersion'>): string {
  return isOldLayout({ auditVersion }) ? '/etc/audisp' : '/etc/audit';
}

export function isOldLayout({ auditVersion }: Pick<HostState, 'auditVersion'>): boolean {
  return auditVersion !== undefined && compareVersions(auditVersion, '3.0') < 0;
}

/**
 * What a deploy may write or remove. The shape of the name is part of it: augenrules and auditd leave out what is
 * called otherwise, and a shell on the host reads the path.
 */
export function managedKind(path: string): ManagedKind | undefined {
  if (path === '/etc/hosts.allow' || path === '/etc/hosts.deny') return 'wrappers';
  const [, root = '', rest = ''] = /^(\/etc\/(?:audit|audisp))\/(.+)$/.exec(path) ?? [];
  if (/^rules\.d\/[A-Za-z0-9][A-Za-z0-9._+@-]*\.rules$/.test(rest)) return root === '/etc/audit' ? 'rules' : undefined;
  if (/^plugins\.d\/[A-Za-z0-9][A-Za-z0-9_+@-]*\.conf$/.test(rest)) return 'audisp-plugin-conf';
  if (rest === 'auditd.conf') return root === '/etc/audit' ? 'auditd-conf' : undefined;
  if (rest === 'audispd.conf') return root === '/etc/audisp' ? 'audispd-conf' : undefined;
  if (rest === 'audisp-remote.conf') return 'audisp-remote-conf';
  if (rest === 'zos-remote.conf') return 'zos-remote-conf';
  return undefined;
}

/** The name under which a file of a workspace is deployed; undefined where it is none of audit's. `path`: with `/`. */
export function deployName(path: string): string | undefined {
  const [, folder = '', name = ''] = /(?:^|\/)(?:([^/]*)\/)?([^/]*)$/.exec(path) ?? [];
  if (folder === 'plugins.d') return name.endsWith('.conf') ? `plugins.d/${name}` : undefined;
  if (name.endsWith('.rules')) return name;
  const language = languageOfPath(path);
  return language === undefined || language === 'audit-log' || language === 'audit-rules' ? undefined : name;
}

/** The name for a host's file, as `deployName` has it for a workspace's. */
export function nameOfPath(path: string): string {
  return path.replace(/^\/etc\/(?:audit\/rules\.d|audit|audisp)\//, '');
}

/** Whether this host's version reads the file there: an upgrade leaves those of /etc/audisp behind. */
export function isReadThere(path: string, state: Pick<HostState, 'auditVersion'>): boolean {
  if (managedKind(path) === 'audispd-conf') return isOldLayout(state);
  return pathOf(nameOfPath(path), state) === path;
}

/** A file whose content is nobody's to see in a difference or a log. */
export function holdsSecret(path: string): boolean {
  return path.endsWith('/zos-remote.conf');
}

/** The text of such a file without its secrets. */
export function withoutSecrets(text: string): string {
  return text.replace(/^( *password +=).*/gim, '$1 (not shown)');
}

/** For lists: without the folder that all have. */
export function shortPath(path: string): string {
  return path.replace(/^\/etc\/audit\//, '');
}
