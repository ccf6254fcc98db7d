import { decodeField } from './decode';
import { commandLine, textValue, wordValue } from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import { textOfKeys } from './keystrokes';
import { knownType } from './names';
import type { Naming } from './naming';
import { mainPath, pathsOf } from './paths';
import type { Phrase } from './phrase';
import {
  cryptoKey,
  cryptoSession,
  machineControl,
  machineOf,
  machineResource,
  programOf,
  softwareUpdate,
  userAvc,
} from './serviceSentences';
import { rareSentences } from './rareSentences';
import { roleOf } from './recordTypes';

type Wording = (record: AuditRecord, failed: boolean, naming: Naming) => string | Phrase;

const stands = (text: string): Phrase => ({ text, deed: false });

/**
 * What a program or auditd itself reported (USER_*, CRED_*, SERVICE_*, DAEMON_*, …), or what a lone record of an event
 * tells whose other records are not here.
 */
export function phraseOfProgramRecord(record: AuditRecord, event: AuditEvent, failed: boolean, naming: Naming): Phrase {
  const type = knownType(record.type);
  const wording = wordings.get(type);
  if (wording !== undefined) {
    const worded = wording(record, failed, naming);
    return typeof worded === 'string' ? { text: worded, deed: true } : worded;
  }
  const rare = rareSentences.get(type);
  if (rare !== undefined) return stands(`${rare}${details(record, naming)}`);
  const command = commandLine(event);
  if (command !== '') return stands(`${command} (the record of the system call is not here)`);
  const path = mainPath(pathsOf(event))?.path;
  if (path !== undefined) return stands(`something with ${path} (the record of the system call is not here)`);
  const missing = roleOf(record.type) === 'part' ? ' (the record of the system call is not here)' : '';
  return stands(`${inWords(record.type)}${details(record, naming)}${missing}`);
}

/** ROLE_ASSIGN → role assign. */
function inWords(type: string): string {
  return type.startsWith('UNKNOWN[') ? `record of type ${type.slice(8, -1)}` : type.toLowerCase().replaceAll('_', ' ');
}

function details(record: AuditRecord, naming: Naming): string {
  const operation = wordValue(record, 'op');
  const account = accountOf(record, naming);
  const exe = textValue(record, 'exe');
  const parts = [
    operation,
    account === undefined ? undefined : `of ${account}`,
    wordValue(record, 'daddr') ?? wordValue(record, 'device'),
    exe === undefined ? undefined : `by ${programOf(exe)}`,
  ];
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? '' : `: ${text}`;
}

/** The account that a record is about: by name, else by id. */
function accountOf(record: AuditRecord, naming: Naming): string | undefined {
  const name = textValue(record, 'acct') ?? textValue(record, 'grp');
  if (name !== undefined && name !== '?') return name;
  const id = record.fields.find((field) => field.name === 'id');
  if (id === undefined) return undefined;
  const decoded = decodeField(record, id, naming);
  const number = /^(?:unknown\()?(\d+)\)?$/.exec(decoded)?.[1];
  return number === undefined ? decoded : `${/GROUP|GRP/.test(record.type) ? 'gid' : 'uid'} ${number}`;
}

/** ' with su', ' with sshd from 10.0.0.1'. */
function through(record: AuditRecord): string {
  const exe = textValue(record, 'exe');
  return `${exe === undefined ? '' : ` with ${programOf(exe)}`}${from(record)}`;
}

function from(record: AuditRecord): string {
  const address = wordValue(record, 'addr');
  const host = wordValue(record, 'hostname');
  const place = address ?? host;
  return place === undefined ? '' : ` from ${place}`;
}

const account =
  (past: string, infinitive: string, tail = through): Wording =>
  (record, failed, naming) =>
    `${failed ? `failed to ${infinitive}` : past} ${accountOf(record, naming) ?? 'an account'}${tail(record)}`;

/** What useradd and its kin do beyond what the record's type says: ' (changing comment)'. */
const plainChanges = /^(PAM:|(add|adding|delete|deleting|del|remove|removing)[ -](user|group)( entries)?$)/;

function changed(record: AuditRecord): string {
  const operation = wordValue(record, 'op');
  return operation === undefined || plainChanges.test(operation) ? '' : ` (${operation})`;
}

const managed = (past: string, infinitive: string): Wording =>
  account(past, infinitive, (record) => `${byProgram(record)}${changed(record)}`);

/** Of users and groups: who is taken into a group or out of it is told as that. */
const membership =
  (otherwise: Wording): Wording =>
  (record, failed, naming) => {
    const [user, group] = [textValue(record, 'acct'), textValue(record, 'grp')];
    const operation = wordValue(record, 'op') ?? '';
    if (user === undefined || group === undefined) return otherwise(record, failed, naming);
    if (/^add/.test(operation))
      return `${failed ? 'failed to add' : 'added'} ${user} to the group ${group}${byProgram(record)}`;
    if (/^(del|remov)/.test(operation))
      return `${failed ? 'failed to remove' : 'removed'} ${user} from the group ${group}${byProgram(record)}`;
    return otherwise(record, failed, naming);
  };

/** passwd and PAM change passwords; usermod and chage write the same type for all else that they change. */
const changeOfAccount: Wording = (record, failed, naming) => {
  const operation = wordValue(record, 'op') ?? '';
  const isPassword = operation === '' || /^PAM:|password/i.test(operation);
  const of = isPassword
    ? account('changed the password of', 'change the password of')
    : managed('changed the account of', 'change the account of');
  return of(record, failed, naming);
};

const anomaly =
  (what: string): Wording =>
  (record, _failed, naming) =>
    stands(`${what} ${accountOf(record, naming) ?? 'an account'}${through(record)}`);

const login: Wording = (record, failed, naming) => {
  const terminal = wordValue(record, 'terminal');
  const exe = textValue(record, 'exe') ?? '';
  const way =
    terminal === 'ssh' || programOf(exe).startsWith('sshd')
      ? 'by ssh'
      : terminal === undefined
        ? 'with ' + programOf(exe)
        : `on ${terminal}`;
  const as = failed ? accountOf(record, naming) : undefined;
  return stands(`login ${way}${from(record)}${as === undefined ? '' : ` as ${as}`}`);
};

const service =
  (what: string): Wording =>
  (record) =>
    stands(`service ${wordValue(record, 'unit') ?? '?'} ${what}`);

const daemonPeer = (record: AuditRecord): string => {
  const port = wordValue(record, 'port');
  const address = (wordValue(record, 'addr') ?? 'unknown address').replace(/^::ffff:/, '');
  return `${address}${port === undefined ? '' : ` port ${port}`}`;
};

const wordings: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ['USER_AUTH', account('authenticated as', 'authenticate as')],
  ['USER_ACCT', account('was let into the account', 'get into the account')],
  ['USER_MGMT', membership(managed('changed the account of', 'change the account of'))],
  ['USER_CHAUTHTOK', changeOfAccount],
  ['GRP_CHAUTHTOK', account('changed the password of group', 'change the password of group')],
  ['CRED_ACQ', account('acquired the credentials of', 'acquire the credentials of')],
  ['CRED_REFR', account('refreshed the credentials of', 'refresh the credentials of')],
  ['CRED_DISP', account('gave up the credentials of', 'give up the credentials of')],
  ['USER_START', account('began a session of', 'begin a session of')],
  ['USER_END', account('ended a session of', 'end a session of')],
  ['USER_LOGIN', login],
  ['USER_LOGOUT', (record) => stands(`logout${from(record)}`)],
  [
    'USER_ERR',
    (record, _failed, naming) => {
      const of = accountOf(record, naming);
      return `met an error${of === undefined ? '' : ` with the account ${of}`}${through(record)}`;
    },
  ],
  ['CHUSER_ID', account('changed the user id of', 'change the user id of')],
  ['CHGRP_ID', account('changed the group of', 'change the group of')],
  ['GRP_AUTH', account('authenticated for group', 'authenticate for group')],
  ['ADD_USER', managed('added the user', 'add the user')],
  ['DEL_USER', managed('removed the user', 'remove the user')],
  ['ADD_GROUP', managed('added the group', 'add the group')],
  ['DEL_GROUP', managed('removed the group', 'remove the group')],
  ['GRP_MGMT', membership(managed('changed the group', 'change the group'))],
  ['ACCT_LOCK', account('locked the account', 'lock the account', byProgram)],
  ['ACCT_UNLOCK', account('unlocked the account', 'unlock the account', byProgram)],
  ['ROLE_ASSIGN', account('gave a role to', 'give a role to', byProgram)],
  ['ROLE_REMOVE', account('took a role from', 'take a role from', byProgram)],
  [
    'USER_CMD',
    (record) => {
      const folder = textValue(record, 'cwd');
      return stands(
        `${programOf(textValue(record, 'exe') ?? 'sudo')}: ${textValue(record, 'cmd') ?? '?'}${folder === undefined ? '' : ` in ${folder}`}`,
      );
    },
  ],
  ['USER_TTY', (record) => `typed ${textOfKeys(textValue(record, 'data') ?? '')}`],
  ['USER', message],
  ['TRUSTED_APP', message],
  ['USER_AVC', userAvc],
  ['SERVICE_START', (record, failed) => service(failed ? 'failed to start' : 'started')(record, failed, {})],
  ['SERVICE_STOP', (record, failed) => service(failed ? 'stopped with a failure' : 'stopped')(record, failed, {})],
  ['SYSTEM_BOOT', () => stands('the system booted')],
  ['SYSTEM_SHUTDOWN', () => stands('the system is shutting down')],
  [
    'SYSTEM_RUNLEVEL',
    (record) => stands(`runlevel ${wordValue(record, 'old-level') ?? '?'} to ${wordValue(record, 'new-level') ?? '?'}`),
  ],
  ['SOFTWARE_UPDATE', softwareUpdate],
  ['DAEMON_START', (record) => stands(`auditd ${wordValue(record, 'ver') ?? ''} started`.replace('  ', ' '))],
  ['DAEMON_END', (record) => stands(`auditd stopped${daemonEnd(record)}`)],
  ['DAEMON_ABORT', () => stands('auditd gave up because of an error')],
  ['DAEMON_CONFIG', () => stands('auditd read its configuration again')],
  ['DAEMON_RECONFIG', () => stands('auditd read its configuration again')],
  ['DAEMON_ROTATE', () => stands('auditd rotated its log')],
  ['DAEMON_RESUME', () => stands('auditd resumed logging')],
  ['DAEMON_ACCEPT', (record) => stands(`sender ${daemonPeer(record)} connected`)],
  ['DAEMON_CLOSE', (record) => stands(`sender ${daemonPeer(record)} disconnected`)],
  ['DAEMON_ERR', (record) => stands(`auditd met an error: ${wordValue(record, 'op') ?? 'unknown'}`)],
  ['VIRT_CONTROL', machineControl],
  ['VIRT_RESOURCE', machineResource],
  ['VIRT_MACHINE_ID', (record) => `labelled ${machineOf(record)}`],
  ['CRYPTO_KEY_USER', (record, _failed, naming) => stands(cryptoKey(record, accountOf(record, naming), from(record)))],
  ['CRYPTO_SESSION', (record) => stands(cryptoSession(record, from(record)))],
  ['ANOM_LOGIN_FAILURES', anomaly('too many failed logins of')],
  ['ANOM_LOGIN_TIME', anomaly('login at a forbidden time of')],
  ['ANOM_LOGIN_SESSIONS', anomaly('too many sessions of')],
  ['ANOM_LOGIN_LOCATION', anomaly('login from a forbidden place of')],
  ['RESP_ACCT_LOCK', account('locked, as a response, the account', 'lock the account')],
]);

function byProgram(record: AuditRecord): string {
  const exe = textValue(record, 'exe');
  return exe === undefined ? '' : ` with ${programOf(exe)}`;
}

function message(record: AuditRecord): Phrase {
  const text = wordValue(record, 'text');
  return stands(
    text === undefined ? `message by ${programOf(textValue(record, 'exe') ?? 'a program')}` : `message: ${text}`,
  );
}

function daemonEnd(record: AuditRecord): string {
  const pid = wordValue(record, 'pid');
  return pid === undefined || pid === '0' || pid === '-1' || pid === '?' ? '' : ` (asked by process ${pid})`;
}
