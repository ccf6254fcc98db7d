import { enrichedValue, loggedValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import { isUnset } from './decode';
import type { Naming } from './naming';

/** A user as the log tells it. `name` is undefined when nobody knew one. */
export interface Person {
  readonly id: string;
  readonly name: string | undefined;
}

/** Who did it: the login user (auid, kept through su and sudo) and the user as whom the process ran (uid). */
export interface Who {
  readonly login: Person | undefined;
  readonly acting: Person | undefined;
}

/** From the first record that has ids: SYSCALL first, since it tells of the process. */
export function whoOf(event: AuditEvent, naming: Naming = event.naming ?? {}): Who {
  let source: AuditRecord | undefined;
  for (const record of event.records) {
    if (record.type === 'SYSCALL') {
      source = record;
      break;
    }
    if (source === undefined && loggedValue(record, 'auid') !== undefined) source = record;
  }
  source ??= event.records.find((record) => loggedValue(record, 'uid') !== undefined);
  if (source === undefined) return { login: undefined, acting: undefined };
  const login = personOf(source, 'auid', naming);
  const { type } = source;
  // A login is told by the daemon that let somebody in, or did not: its own uid says nothing of him.
  if (type === 'USER_LOGIN' || type === 'USER_LOGOUT' || (type === 'LOGIN' && login !== undefined))
    return { login, acting: undefined };
  // The kernel names no uid there; only root may change what audits.
  if (type === 'CONFIG_CHANGE' && login === undefined) return { login, acting: { id: '0', name: 'root' } };
  return { login, acting: personOf(source, 'uid', naming) };
}

/** The user of an id field; undefined when it is absent or unset. */
export function personOf(record: AuditRecord, field: string, naming: Naming): Person | undefined {
  const id = loggedValue(record, field);
  if (id === undefined || isUnset(id)) return undefined;
  const enriched = enrichedValue(record, field);
  const known = enriched === undefined || enriched.startsWith('unknown(') ? naming.user?.(id) : enriched;
  return { id, name: known ?? (id === '0' ? 'root' : undefined) };
}

export function personName(person: Person): string {
  return person.name ?? `uid ${person.id}`;
}

/** For the user column: `deploy → root`, `backup (uid 1004)`, `system` for root's own processes that nobody logged in for. */
export function userColumn({ login, acting }: Who): string {
  if (login === undefined && acting === undefined) return '';
  if (login === undefined) return acting?.id === '0' ? 'system' : withId(acting);
  if (acting === undefined || acting.id === login.id) return withId(login);
  return `${personName(login)} \u2192 ${personName(acting)}`;
}

/** For a sentence: `uid 1000 as root`, `backup`, `system`. */
export function subject({ login, acting }: Who): string {
  if (login === undefined && acting === undefined) return '';
  if (login === undefined) return acting === undefined || acting.id === '0' ? 'system' : personName(acting);
  if (acting === undefined || acting.id === login.id) return personName(login);
  return `${personName(login)} as ${personName(acting)}`;
}

function withId(person: Person | undefined): string {
  if (person === undefined) return '';
  return person.name === undefined || person.id === '0' ? personName(person) : `${person.name} (uid ${person.id})`;
}
