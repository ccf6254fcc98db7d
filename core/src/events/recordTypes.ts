import { numberOfType } from './names';

/**
 * What a record's type says of its event's end (facts: log-format 2; auparse `au_check_events`).
 * `ends`: it is the last one. `single`: it is the only one. `usually-single`: it mostly stands alone, but the kernel
 * also writes it into the event of a syscall (ANOM_PROMISCUOUS before the SYSCALL of setsockopt), so its event is
 * complete as it is and still waits for more. `part`: others follow.
 */
export type Role = 'ends' | 'single' | 'usually-single' | 'part';

const roles = new Map<string, Role>();

export function roleOf(type: string): Role {
  let role = roles.get(type);
  if (role === undefined) {
    role = roleByNumber(numberOfType(type));
    // Names come from the log: the memory must not grow with what somebody writes into it.
    if (roles.size < 1000) roles.set(type, role);
  }
  return role;
}

function roleByNumber(number: number | undefined): Role {
  if (number === undefined) return 'part';
  if (number === 1320 || number === 1327) return 'ends';
  if (number === 1006) return 'part';
  if (number < 1300 || number >= 2000) return 'single';
  if (number >= 1700 || (number >= 1406 && number <= 1419)) return 'usually-single';
  return 'part';
}

/** DAEMON_* records count serials of their own, begun at a random number at each start of auditd. */
export function hasOwnSerials(type: string): boolean {
  return type.startsWith('DAEMON_');
}
