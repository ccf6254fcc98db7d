import { loggedValue, recordOf, textValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';

/** A PATH record: the name made absolute by CWD where that is known, and what became of it (CREATE, DELETE, NORMAL, …). */
export interface LoggedPath {
  readonly path: string;
  readonly kind: string;
  readonly record: AuditRecord;
}

/** The PATH records of an event in order, without those that have no name; parents are included (kind PARENT). */
export function pathsOf(event: AuditEvent): LoggedPath[] {
  const paths: LoggedPath[] = [];
  let folder: string | undefined;
  for (const record of event.records) {
    if (record.type !== 'PATH') continue;
    const name = textValue(record, 'name');
    if (name === undefined) continue;
    if (!name.startsWith('/')) folder ??= textValue(recordOf(event, 'CWD'), 'cwd') ?? '';
    const kind = loggedValue(record, 'nametype') ?? loggedValue(record, 'objtype') ?? '';
    paths.push({ path: absolute(name, folder ?? ''), kind, record });
  }
  return paths;
}

/** What the event was about: what was made or removed, else the last that is no parent, else the last. */
export function mainPath(paths: readonly LoggedPath[]): LoggedPath | undefined {
  return (
    paths.find(({ kind }) => kind === 'CREATE') ??
    paths.find(({ kind }) => kind === 'DELETE') ??
    paths.findLast(({ kind }) => kind !== 'PARENT') ??
    paths.at(-1)
  );
}

/** `name` seen from `folder`: `..` and `.` at its beginning are taken in, nothing else is resolved (links are unknown). */
export function absolute(name: string, folder: string): string {
  if (name.startsWith('/') || folder === '' || /^[a-z]+:/.test(name)) return name;
  let base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  let rest = name;
  for (;;) {
    if (rest === '.' || rest === '..') rest += '/';
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      base = base.slice(0, Math.max(0, base.lastIndexOf('/')));
    } else break;
  }
  return rest === '' ? base || '/' : `${base}/${rest}`;
}
