import { filterLists } from '../facts/eventsValues';
import { decodeField } from './decode';
import { keysOf } from './encoded';
import { loggedValue, recordOf, textValue, wordValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import { textOfKeys } from './keystrokes';
import type { Naming } from './naming';
import type { Phrase } from './phrase';
import { personName, personOf } from './who';

type Wording = (record: AuditRecord, event: AuditEvent, failed: boolean, naming: Naming) => Phrase;

/** Kernel records that say what happened by themselves, also next to a SYSCALL; undefined for those that only add to it. */
export function phraseOfKernelRecord(
  record: AuditRecord,
  event: AuditEvent,
  failed: boolean,
  naming: Naming,
): Phrase | undefined {
  const wording = wordings.get(record.type);
  if (wording !== undefined) return wording(record, event, failed, naming);
  if (record.type.startsWith('APPARMOR')) return appArmor(record);
  if (record.type.startsWith('INTEGRITY_')) return integrity(record);
  return undefined;
}

const deed = (text: string): Phrase => ({ text, deed: true });
const state = (text: string): Phrase => ({ text, deed: false });
const tried = (failed: boolean, past: string, infinitive: string) => (failed ? `tried to ${infinitive}` : past);

const configuration: Wording = (record, _event, failed, naming) => {
  const operation = wordValue(record, 'op') ?? '';
  const keys = keysOf(loggedValue(record, 'key') ?? '').join(', ');
  const withKey = keys === '' ? '' : ` with key ${keys}`;
  const list = loggedValue(record, 'list');
  const inList = list === undefined ? '' : `, list ${filterLists.get(list) ?? list}`;
  const path = textValue(record, 'path') ?? textValue(record, 'dir');
  if (/add.*rule/.test(operation)) return deed(`${tried(failed, 'added', 'add')} an audit rule${withKey}${inList}`);
  if (/remove.*rule/.test(operation))
    return deed(`${tried(failed, 'removed', 'remove')} an audit rule${withKey}${inList}`);
  if (/updated.?rules/.test(operation)) return deed(`moved the audit rule of ${path ?? 'a watch'}${withKey}`);
  const setting = record.fields.find(({ name }) => name.startsWith('audit_'));
  if (setting !== undefined) {
    const old = loggedValue(record, 'old');
    const value = decodeField(record, setting, naming);
    return deed(
      `${tried(failed, 'set', 'set')} ${setting.name} to ${value}${old === undefined ? '' : ` (was ${old})`}`,
    );
  }
  return deed(`changed the audit configuration${operation === '' ? '' : `: ${operation}`}${withKey}`);
};

const avc: Wording = (record) => {
  const result = wordValue(record, 'seresult') ?? 'denied';
  const permissions = (loggedValue(record, 'seperms') ?? '').trim().split(/\s+/).filter(Boolean).join(', ');
  if (loggedValue(record, 'apparmor') !== undefined) return appArmor(record);
  const path = textValue(record, 'path') ?? textValue(record, 'name');
  const on = path ?? wordValue(record, 'tcontext') ?? 'something';
  const kind = wordValue(record, 'tclass');
  const comm = textValue(record, 'comm') ?? wordValue(record, 'scontext') ?? 'a process';
  const only = loggedValue(record, 'permissive') === '1' ? ' (permissive: let through)' : '';
  return state(
    `SELinux ${result} ${permissions || 'access'} on ${on}${kind === undefined ? '' : ` (${kind})`} to ${comm}${only}`,
  );
};

function appArmor(record: AuditRecord): Phrase {
  const decision = (wordValue(record, 'apparmor') ?? record.type.slice(9)).toLowerCase();
  const operation = textValue(record, 'operation');
  const name = textValue(record, 'name');
  const profile = textValue(record, 'profile');
  const parts = [
    `AppArmor ${decision}`,
    operation,
    name === undefined ? undefined : `on ${name}`,
    profile === undefined ? undefined : `for profile ${profile}`,
  ];
  return state(parts.filter((part) => part !== undefined && part !== '').join(' '));
}

function integrity(record: AuditRecord): Phrase {
  const file = textValue(record, 'name') ?? textValue(record, 'file');
  const operation = wordValue(record, 'op');
  const cause = wordValue(record, 'cause');
  const what = [operation, cause].filter((part) => part !== undefined).join(', ');
  return state(`integrity check${what === '' ? '' : ` (${what})`}${file === undefined ? '' : ` of ${file}`}`);
}

const wordings: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ['CONFIG_CHANGE', configuration],
  ['AVC', avc],
  [
    'FEATURE_CHANGE',
    (record, _event, failed) =>
      deed(
        `${tried(failed, 'set', 'set')} the audit feature ${wordValue(record, 'feature') ?? '?'} to ${wordValue(record, 'new') ?? '?'}`,
      ),
  ],
  [
    'LOGIN',
    (record, _event, _failed, naming) => {
      const field = record.fields.find(({ name }) => name === 'auid' || name === 'new auid');
      const person = field && personOf(record, field.name, naming);
      const session = loggedValue(record, 'ses') ?? loggedValue(record, 'new ses');
      return state(`session ${session ?? '?'} of ${person === undefined ? 'somebody' : personName(person)} began`);
    },
  ],
  [
    'ANOM_PROMISCUOUS',
    (record) => {
      const on = (Number(loggedValue(record, 'prom') ?? 0) & 0x100) !== 0;
      const device = wordValue(record, 'dev') ?? 'a network device';
      return deed(on ? `put ${device} into promiscuous mode` : `took ${device} out of promiscuous mode`);
    },
  ],
  [
    'ANOM_ABEND',
    (record, _event, _failed, naming) => {
      const sig = record.fields.find(({ name }) => name === 'sig');
      const program = textValue(record, 'exe') ?? textValue(record, 'comm') ?? 'a program';
      return state(`${program} crashed${sig === undefined ? '' : ` with ${decodeField(record, sig, naming)}`}`);
    },
  ],
  ['ANOM_LINK', (record) => deed(`used a suspicious link (${wordValue(record, 'op') ?? 'link'})`)],
  ['ANOM_CREAT', (record) => deed(`made a file in a suspicious place (${wordValue(record, 'op') ?? 'create'})`)],
  [
    'SECCOMP',
    (record, _event, _failed, naming) => {
      const call = record.fields.find(({ name }) => name === 'syscall');
      const code = record.fields.find(({ name }) => name === 'code');
      const program = textValue(record, 'exe') ?? textValue(record, 'comm') ?? 'a program';
      const action = code === undefined ? 'caught' : decodeField(record, code, naming);
      return state(
        `seccomp: ${action} for ${call === undefined ? 'a system call' : decodeField(record, call, naming)} of ${program}`,
      );
    },
  ],
  [
    'NETFILTER_CFG',
    (record, _event, failed, naming) => {
      const family = record.fields.find(({ name }) => name === 'family');
      const table = wordValue(record, 'table') ?? '?';
      const operation = wordValue(record, 'op');
      const how = [family && decodeField(record, family, naming), operation].filter(Boolean).join(', ');
      return deed(`${tried(failed, 'changed', 'change')} the firewall table ${table}${how === '' ? '' : ` (${how})`}`);
    },
  ],
  [
    'KERN_MODULE',
    (record, event, failed) => {
      const call = recordOf(event, 'SYSCALL');
      const gone =
        call !== undefined && loggedValue(call, 'syscall') === '176' && loggedValue(call, 'arch') === 'c000003e';
      const name = textValue(record, 'name') ?? '?';
      return deed(
        `${gone ? tried(failed, 'removed', 'remove') : tried(failed, 'loaded', 'load')} the kernel module ${name}`,
      );
    },
  ],
  ['SELINUX_ERR', (record) => state(`SELinux met an error: ${wordValue(record, 'op') ?? 'unknown'}`)],
  [
    'DM_CTRL',
    (record, _event, failed) => {
      const gone = wordValue(record, 'op') === 'dtr';
      const done = gone ? tried(failed, 'removed', 'remove') : tried(failed, 'made', 'make');
      return deed(`${done} a device of the device mapper (${wordValue(record, 'module') ?? 'unknown target'})`);
    },
  ],
  [
    'DM_EVENT',
    (record) =>
      state(`device mapper: ${wordValue(record, 'op') ?? 'an event'} of ${wordValue(record, 'module') ?? 'a device'}`),
  ],
  ['MAC_POLICY_LOAD', () => deed('loaded a security policy')],
  [
    'MAC_STATUS',
    (record) =>
      deed(
        `switched enforcing from ${wordValue(record, 'old_enforcing') ?? '?'} to ${wordValue(record, 'enforcing') ?? '?'}`,
      ),
  ],
  [
    'MAC_CONFIG_CHANGE',
    (record) => deed(`changed the boolean ${wordValue(record, 'bool') ?? '?'} to ${wordValue(record, 'val') ?? '?'}`),
  ],
  [
    'BPF',
    (record) =>
      deed(
        `${(wordValue(record, 'op') ?? 'used').toLowerCase() === 'unload' ? 'unloaded' : 'loaded'} BPF program ${wordValue(record, 'prog-id') ?? '?'}`,
      ),
  ],
  ['TIME_INJOFFSET', () => deed('changed the clock')],
  ['TIME_ADJNTPVAL', (record) => deed(`adjusted the clock (${wordValue(record, 'op') ?? 'ntp'})`)],
  [
    'EVENT_LISTENER',
    (record) => {
      const program = textValue(record, 'exe') ?? textValue(record, 'comm') ?? 'a program';
      return state(
        `${program} ${wordValue(record, 'op') === 'disconnect' ? 'stopped listening' : 'began to listen'} to audit events`,
      );
    },
  ],
  ['TTY', (record) => deed(`typed ${textOfKeys(textValue(record, 'data') ?? '')}`)],
  [
    'FANOTIFY',
    (record, _event, _failed, naming) => {
      const response = record.fields.find(({ name }) => name === 'resp');
      return state(`fanotify: ${response === undefined ? 'answered' : decodeField(record, response, naming)}`);
    },
  ],
  ['KERNEL', () => state('the kernel began to audit')],
]);
