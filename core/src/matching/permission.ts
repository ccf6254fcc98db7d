import { loggedValue, recordOf } from '../events/eventFields';
import { permissionClass } from '../facts/rules/permissionClasses';
import type { MatchSubject } from './subject';
import { verdictOf, type Verdict } from './verdict';

const [execute, writing] = [1, 2];

/** `perm`: does the system call do such a thing (kernel/auditsc.c, audit_match_perm)? By its flags, not its success. */
export function doesPermission(subject: MatchSubject, mask: number): Verdict {
  if (subject.kind === 'uring') return 'no';
  if (subject.process === undefined) return 'cannot-tell';
  const name = subject.callName;
  switch (name) {
    case undefined:
      return 'cannot-tell';
    case 'open':
      return opens(subject.hex('a1'), mask);
    case 'openat':
      return opens(subject.hex('a2'), mask);
    case 'openat2': {
      const how = recordOf(subject.event, 'OPENAT2');
      const flags = how && loggedValue(how, 'oflag');
      return opens(flags !== undefined && /^[0-7]{1,20}$/.test(flags) ? Number.parseInt(flags, 8) : undefined, mask);
    }
    case 'execve':
    case 'execveat':
      return verdictOf((mask & execute) !== 0);
    case 'socketcall':
      // Its first argument says which call is meant; 2 is bind.
      return verdictOf((mask & writing) !== 0 && subject.hex('a0') === 2);
    default: {
      const known = permissionClass(name);
      if (known === 'depends') return (mask & ~execute) === 0 ? 'no' : 'cannot-tell';
      return verdictOf((known & mask) !== 0);
    }
  }
}

/** O_RDONLY reads, O_WRONLY writes, the other two values do both. */
function opens(flags: number | undefined, mask: number): Verdict {
  if (flags === undefined) return 'cannot-tell';
  return verdictOf((mask & ([4, 2, 6, 6][flags & 3] ?? 0)) !== 0);
}
