import { textValue, wordValue } from './eventFields';
import type { AuditRecord } from './event';
import type { Phrase } from './phrase';

/** What services report of themselves: virtual machines, keys and sessions of sshd, installed software, dbus-daemon. */

export function programOf(exe: string): string {
  return exe.slice(exe.lastIndexOf('/') + 1);
}

/** 'the virtual machine web1', 'the container web1'. */
export function machineOf(record: AuditRecord): string {
  const kind = /^(lxc|docker|podman|crio?|nspawn)/.test(wordValue(record, 'virt') ?? '')
    ? 'container'
    : 'virtual machine';
  return `the ${kind} ${textValue(record, 'vm') ?? '?'}`;
}

const machineDeeds: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['start', ['started', 'start']],
  ['stop', ['stopped', 'stop']],
  ['create', ['made', 'make']],
  ['destroy', ['removed', 'remove']],
  ['pause', ['paused', 'pause']],
  ['resume', ['resumed', 'resume']],
]);

export function machineControl(record: AuditRecord, failed: boolean): string {
  const operation = wordValue(record, 'op') ?? 'control';
  const reason = wordValue(record, 'reason');
  const because = reason === undefined ? '' : ` (${reason})`;
  const deed = machineDeeds.get(operation);
  if (deed === undefined) return `did ${operation} with ${machineOf(record)}${because}`;
  return `${failed ? `failed to ${deed[1]}` : deed[0]} ${machineOf(record)}${because}`;
}

export function machineResource(record: AuditRecord, failed: boolean): string {
  const what = wordValue(record, 'resrc') ?? 'resources';
  const reason = wordValue(record, 'reason');
  const because = reason === undefined ? '' : ` (${reason})`;
  return `${failed ? 'failed to change' : 'changed'} ${what} of ${machineOf(record)}${because}`;
}

/** sshd tells of its own keys, of those that somebody logs in with, and of those of sessions. */
export function cryptoKey(record: AuditRecord, account: string | undefined, from: string): string {
  const operation = wordValue(record, 'op');
  const kind = wordValue(record, 'kind');
  const fingerprint = wordValue(record, 'fp');
  const key = `${kind === undefined ? 'a key' : kind === 'auth-key' ? 'a key for logging in' : `a ${kind} key`}`;
  const deeds = new Map([
    ['destroy', 'destroyed'],
    ['create', 'made'],
    ['negotiate', 'negotiated'],
  ]);
  const what = `${deeds.get(operation ?? '') ?? `used (${operation ?? '?'})`} ${key}`;
  const parts = [
    fingerprint === undefined || fingerprint === '' ? '' : ` ${fingerprint}`,
    account === undefined ? '' : ` of ${account}`,
  ];
  return `${programOf(textValue(record, 'exe') ?? 'a program')} ${what}${parts.join('')}${from}`;
}

export function cryptoSession(record: AuditRecord, from: string): string {
  const operation = wordValue(record, 'op');
  const began = operation === 'start' ? 'began' : operation === 'stop' || operation === 'end' ? 'ended' : operation;
  const how = [wordValue(record, 'cipher'), wordValue(record, 'direction')].filter((part) => part !== undefined);
  return `encrypted session of ${programOf(textValue(record, 'exe') ?? 'a program')} ${began ?? 'changed'}${how.length === 0 ? '' : ` (${how.join(', ')})`}${from}`;
}

const softwareDeeds: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['install', ['installed', 'install']],
  ['update', ['updated', 'update']],
  ['upgrade', ['updated', 'update']],
  ['downgrade', ['went back to', 'go back to']],
  ['reinstall', ['installed again', 'install again']],
  ['remove', ['removed', 'remove']],
  ['erase', ['removed', 'remove']],
]);

export function softwareUpdate(record: AuditRecord, failed: boolean): string {
  const [past, infinitive] = softwareDeeds.get(wordValue(record, 'op') ?? '') ?? [
    'installed or changed',
    'install or change',
  ];
  return `${failed ? `failed to ${infinitive}` : past} ${textValue(record, 'sw') ?? 'software'}`;
}

/** A decision that a program asked SELinux for, or what it heard from SELinux (`avc:  received setenforce notice`). */
export function userAvc(record: AuditRecord): Phrase {
  const program = programOf(textValue(record, 'exe') ?? 'a program');
  const words = record.fields.filter(({ name }) => name === '').map(({ value }) => value);
  const said = words.join(' ').replace(/^avc:\s*/, '');
  const decision = /^(denied|granted)\s*\{([^}]*)\}/.exec(said);
  if (decision === null) return { text: `${program} about SELinux: ${said === '' ? 'a message' : said}`, deed: false };
  const permissions = decision[2]?.trim().split(/\s+/).join(', ') ?? '';
  const kind = wordValue(record, 'tclass');
  const text = `SELinux ${decision[1] ?? ''} ${permissions}${kind === undefined ? '' : ` (${kind})`}, asked by ${program}`;
  return { text, deed: false };
}
