import { loggedValue, recordOf, textValue, wordValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import type { Phrase } from './phrase';

/** What the kernel's security modules tell, in words: AppArmor, SELinux's switch, Landlock, IPE. */

const joined = (parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');

const profileDeeds: ReadonlyMap<string, string> = new Map([
  ['profile_load', 'loaded'],
  ['profile_replace', 'replaced'],
  ['profile_remove', 'removed'],
]);

/** Records of AppArmor, as type AVC or as APPARMOR_*. Fields: security/apparmor/*.c of the kernel. */
export function appArmor(record: AuditRecord): Phrase {
  const decision = (wordValue(record, 'apparmor') ?? record.type.slice('APPARMOR_'.length)).toLowerCase();
  const operation = textValue(record, 'operation');
  const name = textValue(record, 'name');
  const info = textValue(record, 'info');
  const done = profileDeeds.get(operation ?? '');
  if (decision === 'status' && done !== undefined) {
    const text = joined(['AppArmor', done, 'the profile', name, info === undefined ? undefined : `(${info})`]);
    return { text, deed: false };
  }
  const capability = wordValue(record, 'capname');
  const profile = textValue(record, 'profile');
  const mask = textValue(record, 'denied_mask') ?? textValue(record, 'requested_mask');
  const signal = wordValue(record, 'signal');
  const peer = wordValue(record, 'peer');
  const family = joined([wordValue(record, 'family'), wordValue(record, 'sock_type')]);
  const comm = textValue(record, 'comm');
  const text = joined([
    `AppArmor ${decision}`,
    capability === undefined ? operation : `the capability ${capability}`,
    signal,
    name === undefined ? undefined : `on ${name}`,
    family === '' ? undefined : `(${family})`,
    mask === undefined || mask === operation || capability !== undefined ? undefined : `(${mask})`,
    peer === undefined ? undefined : `towards ${peer}`,
    comm === undefined ? undefined : `to ${comm}`,
    profile === undefined ? undefined : `(profile ${profile})`,
    info === undefined ? undefined : `(${info})`,
  ]);
  return { text, deed: false };
}

/** A switch between enforcing and permissive, or of SELinux as a whole. */
export function macStatus(record: AuditRecord): string {
  const [enforcing, before] = [wordValue(record, 'enforcing'), wordValue(record, 'old_enforcing')];
  const enabled = wordValue(record, 'enabled');
  if (enabled !== undefined && enabled !== wordValue(record, 'old-enabled'))
    return `switched SELinux ${enabled === '1' ? 'on' : 'off'}`;
  const word = (value: string | undefined) => (value === '1' ? 'enforcing' : value === '0' ? 'permissive' : '?');
  return `switched SELinux to ${word(enforcing)}${before === undefined ? '' : ` (was ${word(before)})`}`;
}

/** What a sandbox of Landlock refused. Fields: Documentation/admin-guide/LSM/landlock.rst of the kernel. */
export function landlockAccess(record: AuditRecord, event: AuditEvent): string {
  const blockers = wordValue(record, 'blockers')?.replaceAll(',', ', ');
  const path = textValue(record, 'path');
  const process = textValue(record, 'ocomm');
  const address = wordValue(record, 'daddr') ?? wordValue(record, 'saddr');
  const comm = textValue(recordOf(event, 'SYSCALL'), 'comm');
  const port = wordValue(record, 'dest') ?? wordValue(record, 'src');
  return joined([
    `Landlock refused ${blockers ?? 'an access'}`,
    path === undefined ? undefined : `on ${path}`,
    process === undefined ? undefined : `to ${process} (pid ${wordValue(record, 'opid') ?? '?'})`,
    address,
    port === undefined ? undefined : `port ${port}`,
    comm === undefined ? undefined : `(asked by ${comm})`,
  ]);
}

export function landlockDomain(record: AuditRecord): string {
  const program = textValue(record, 'exe') ?? textValue(record, 'comm');
  const denials = wordValue(record, 'denials');
  if (wordValue(record, 'status') === 'deallocated')
    return `a sandbox of Landlock ended${denials === undefined ? '' : ` after ${denials} refusals`}`;
  return `${program ?? 'a program'} restricted itself with Landlock`;
}

/** What Integrity Policy Enforcement decided. Fields: Documentation/admin-guide/LSM/ipe.rst of the kernel. */
export function ipe(record: AuditRecord): string {
  const rule = loggedValue(record, 'rule') ?? '';
  const denies = /action=DENY/.test(rule);
  return joined([
    `IPE ${denies ? 'refused' : 'decided on'}`,
    (wordValue(record, 'ipe_op') ?? 'access').toLowerCase(),
    `of ${textValue(record, 'path') ?? 'a file'}`,
    textValue(record, 'comm') === undefined ? undefined : `to ${textValue(record, 'comm')}`,
    wordValue(record, 'enforcing') === '0' ? '(permissive: let through)' : undefined,
  ]);
}

export function ipePolicy(record: AuditRecord, field: string, did: string, as: string): string {
  return `${did} ${wordValue(record, field) ?? 'a policy'} ${as}`;
}
