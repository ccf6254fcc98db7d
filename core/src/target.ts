/**
 * What a file is written for. The same text can be right for one target and wrong for another, so every judgement
 * takes one. It comes from the selected host, else from settings, else it is `defaultTarget`.
 */
export interface Target {
  /** Version of audit-userspace, such as '3.0.9'. */
  readonly auditVersion: string;
  /** What `uname -m` says there; decides b64 and b32. */
  readonly arch: string;
  /** Where it comes from, for the status bar: a host's name, or undefined for settings and default. */
  readonly host?: string;
  /** Users and groups known on the target; undefined: unknown, then only root is certain. */
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  /** Which awk runs augenrules there; undefined: gawk. */
  readonly awk?: 'gawk' | 'mawk';
  /** Folders that rules name and that the target is known not to have; undefined: nobody looked. */
  readonly missingFolders?: readonly string[];
}

export const oldestVersion = '2.4';
export const newestVersion = '4.2.1';

export const defaultTarget: Target = { auditVersion: newestVersion, arch: 'x86_64' };

/** Compares dotted versions number by number: below 0, 0 or above 0. A missing part counts as 0, a word as 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (Number.parseInt(left[index] ?? '0', 10) || 0) - (Number.parseInt(right[index] ?? '0', 10) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `atLeast(target, '3.1')` reads as the manual's 'since 3.1'. */
export function atLeast(target: Pick<Target, 'auditVersion'>, version: string): boolean {
  return compareVersions(target.auditVersion, version) >= 0;
}
