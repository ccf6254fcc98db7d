import type { Hindrance } from './actions';
import type { Surroundings } from './surroundings';

/** auditd ends right after its start where the key table is missing or open to others; that is only checked here. */
export function keyProblem(around: Surroundings, path: string, hindrances: Hindrance[]): void {
  const key = around.keys.get(path);
  if (key !== undefined && key.mode === '400' && key.owner === '0') return;
  hindrances.push({
    what:
      key === undefined
        ? `The Kerberos key table ${path} is not there (only the usual places are looked at).`
        : `The Kerberos key table ${path} has mode ${key.mode} and owner ${key.owner}, but must have 400 and root.`,
    next: 'Make the key table (kadmin: ktadd), give it to root with mode 0400, then run this again.',
  });
}
