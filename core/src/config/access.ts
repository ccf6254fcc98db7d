/**
 * What a program says of the file itself before it reads a line. Source: the beginning of load_config and its likes;
 * plugin files that are links: load_pconfig of 4.0.3 to 4.0.5.
 */
import { readerOf } from '../facts/config';
import type { ConfigKind } from '../facts/configKeyword';
import type { Finding } from '../findings';
import { compareVersions, type Target } from '../target';
import type { FileFacts } from './machine';

/**
 * Findings at the beginning of the file. `file` is what lstat says of it, or 'missing'; a link is judged as one whose
 * other end is root's and tightly closed.
 */
export function judgeAccess(kind: ConfigKind, file: FileFacts | 'missing', target: Target): readonly Finding[] {
  const version = target.auditVersion;
  const program = readerOf(kind, version);
  const refused = (code: string, message: string): readonly Finding[] => [
    { code, span: { start: 0, end: 0 }, severity: 'error', message, refusedBy: program },
  ];
  const since = (from: string) => compareVersions(version, from) >= 0;
  if (file === 'missing') {
    if (kind === 'zos') return refused('missing-config', `There is no such file; ${program} ends.`);
    const message = `There is no such file; ${program} says so and uses its defaults.`;
    return [{ code: 'missing-config', span: { start: 0, end: 0 }, severity: 'warning', message, refusedBy: null }];
  }
  if (file.type === 'link') {
    if (kind === 'auditd')
      return refused('symlinked-config', `${program} follows no link for auditd.conf; put a regular file there.`);
    if (kind === 'plugin' && since('4.0.3') && !since('4.1')) {
      return refused(
        'symlinked-config',
        `${program} 4.0.3 to 4.0.5 skips a plugin file that is a link; put a regular file there.`,
      );
    }
    return [];
  }
  if (file.owner !== 0) return refused('not-owned-by-root', `The file must belong to root; ${program} refuses it.`);
  if (kind === 'zos') {
    if ((file.mode & 0o640) === 0o640) return [];
    return refused('tight-mode', `The mode must include 0640; ${program} refuses the file.`);
  }
  if ((file.mode & 0o002) !== 0)
    return refused('world-writable', `Everybody may write the file; ${program} refuses it. Use 0640.`);
  if (kind === 'plugin' && since('4.2') && (file.mode & 0o020) !== 0) {
    return refused('group-writable', `The group may write the file; ${program} refuses it from 4.2 on. Use 0640.`);
  }
  if (file.type !== 'file') return refused('symlinked-config', `This is no regular file; ${program} refuses it.`);
  return [];
}
