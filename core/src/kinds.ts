/** The languages, under the names that editors know them by (INTERFACES: languages). */
export const languageIds = [
  'audit-rules',
  'auditd-conf',
  'audispd-conf',
  'audisp-remote-conf',
  'audisp-plugin-conf',
  'zos-remote-conf',
  'audit-log',
] as const;

export type LanguageId = (typeof languageIds)[number];

export function isLanguageId(text: string): text is LanguageId {
  return (languageIds as readonly string[]).includes(text);
}

/**
 * The language that a file's path tells, or undefined. `path` has forward slashes. With `anyRules` every `*.rules`
 * counts (command line); else only those of an audit folder, since udev, polkit and others use the ending too.
 */
export function languageOfPath(path: string, options: { anyRules?: boolean } = {}): LanguageId | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const inAudit = (tail: RegExp) => tail.test(path);
  if (name === 'audit.rules' || name === 'audit-stop.rules') return 'audit-rules';
  if (name.endsWith('.rules') && (options.anyRules === true || inAudit(/(^|\/)audit\/rules\.d\/[^/]+$/)))
    return 'audit-rules';
  if (name === 'auditd.conf') return 'auditd-conf';
  if (name === 'audispd.conf') return 'audispd-conf';
  if (name === 'audisp-remote.conf') return 'audisp-remote-conf';
  if (name === 'zos-remote.conf') return 'zos-remote-conf';
  if (name.endsWith('.conf') && inAudit(/(^|\/)(audit|audisp)\/plugins\.d\/[^/]+$/)) return 'audisp-plugin-conf';
  if (/^audit\.log(\.\d+)?$/.test(name)) return 'audit-log';
  return undefined;
}
