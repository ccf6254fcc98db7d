import { filterLists } from '../facts/eventsValues';
import { decodeField } from './decode';
import { keysOf } from './encoded';
import { loggedValue, recordOf, textValue, wordValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import { textOfKeys } from './keystrokes';
import { knownType } from './names';
import type { Naming } from './naming';
import { mainPath, pathsOf } from './paths';
import type { Phrase } from './phrase';
import { appArmor, ipe, ipePolicy, landlockAccess, landlockDomain, macStatus } from './moduleSentences';
import { phraseOfSyscall } from './syscallSentences';
import { personName, personOf } from './who';

type Wording = (record: AuditRecord, event: AuditEvent, failed: boolean, naming: Naming) => Phrase;

/** Kernel records that say what happened by themselves, also next to a SYSCALL; undefined for those that only add to it. */
export function phraseOfKernelRecord(
  record: AuditRecord,
  event: AuditEvent,
  failed: boolean,
  naming: Naming,
): Phrase | undefined {
  const type = knownType(record.type);
  const wording = wordings.get(type);
  if (wording !== undefined) return wording(record, event, failed, naming);
  if (type.startsWith('APPARMOR')) return appArmor(record);
  if (type.startsWith('INTEGRITY_')) return integrity(record);
  return undefined;
}

const deed = (text: string): Phrase => ({ text, deed: true });
const state = (text: string): Phrase => ({ text, deed: false });
const tried = (failed: boolean, past: string, infinitive: string) => (failed ? `tried to ${infinitive}` : past);

/** ' /tmp/x', or nothing. */
function placed(event: AuditEvent): string {
  const path = mainPath(pathsOf(event))?.path;
  return path === undefined ? '' : ` ${path}`;
}

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
  if (/updated.?rules/.test(operation))
    return deed(`moved the audit rule${withKey} to the new file ${path ?? ''}`.trimEnd());
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

function integrity(record: AuditRecord): Phrase {
  const file = textValue(record, 'name') ?? textValue(record, 'file');
  const operation = wordValue(record, 'op');
  const cause = wordValue(record, 'cause');
  const what = [operation, cause].filter((part) => part !== undefined).join(', ');
  return state(
    `${/_(DATA|METADATA|HASH|EVM_XATTR)$/.test(record.type) ? 'integrity check' : 'integrity'}${what === '' ? '' : ` (${what})`}${file === undefined ? '' : ` of ${file}`}`,
  );
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
  [
    'ANOM_LINK',
    (record, event, failed) =>
      deed(`${tried(failed, 'used', 'use')} a suspicious link${placed(event)} (${wordValue(record, 'op') ?? 'link'})`),
  ],
  [
    'ANOM_CREAT',
    (record, event, failed) =>
      deed(
        `${tried(failed, 'made', 'make')} a file in a suspicious place${placed(event)} (${wordValue(record, 'op') ?? 'create'})`,
      ),
  ],
  [
    'SECCOMP',
    (record, _event, _failed, naming) => {
      const call = record.fields.find(({ name }) => name === 'syscall');
      const code = record.fields.find(({ name }) => name === 'code');
      const program = textValue(record, 'exe') ?? textValue(record, 'comm') ?? 'a program';
      const action = code === undefined ? 'caught' : decodeField(record, code, naming);
      const name = call === undefined ? 'a system call' : decodeField(record, call, naming);
      // The kernel ends the program, or the thread, with SIGSYS.
      if (action.startsWith('kill')) return state(`seccomp killed ${program} for calling ${name}`);
      return state(`seccomp: ${action} for ${name} of ${program}`);
    },
  ],
  [
    'NETFILTER_CFG',
    (record, _event, failed, naming) => {
      const family = record.fields.find(({ name }) => name === 'family');
      const table = wordValue(record, 'table') ?? '?';
      const operation = wordValue(record, 'op');
      const how = [family && decodeField(record, family, naming), operation].filter(Boolean).join(', ');
      const comm = textValue(record, 'comm');
      const program = comm === undefined ? '' : ` with ${comm}`;
      return deed(
        `${tried(failed, 'changed', 'change')} the firewall table ${table}${how === '' ? '' : ` (${how})`}${program}`,
      );
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
  [
    'MAC_POLICY_LOAD',
    (record, _event, failed) =>
      deed(
        `${tried(failed, 'loaded', 'load')} ${(wordValue(record, 'lsm') ?? 'selinux') === 'selinux' ? 'an SELinux' : 'a security'} policy`,
      ),
  ],
  ['MAC_STATUS', (record) => deed(macStatus(record))],
  [
    'MAC_CONFIG_CHANGE',
    (record) =>
      deed(`set the SELinux boolean ${wordValue(record, 'bool') ?? '?'} to ${wordValue(record, 'val') ?? '?'}`),
  ],
  ['LANDLOCK_ACCESS', (record, event) => state(landlockAccess(record, event))],
  ['LANDLOCK_DOMAIN', (record) => state(landlockDomain(record))],
  ['IPE_ACCESS', (record) => state(ipe(record))],
  ['IPE_CONFIG_CHANGE', (record) => deed(ipePolicy(record, 'new_active_pol_name', 'made', 'the active policy of IPE'))],
  ['IPE_POLICY_LOAD', (record) => deed(ipePolicy(record, 'policy_name', 'loaded', 'as a policy of IPE'))],
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
    (record, event, failed, naming) => {
      const response = loggedValue(record, 'resp');
      const answer = response === '1' ? 'allowed' : response === '2' ? 'denied' : 'answered';
      if (recordOf(event, 'SYSCALL') === undefined) return state(`fanotify ${answer} an access`);
      const { text } = phraseOfSyscall(event, failed, naming);
      return deed(`${text} (fanotify: ${answer})`);
    },
  ],
  ['KERNEL', () => state('the kernel began to audit')],
]);
