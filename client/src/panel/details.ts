import { decodeRecord } from '../../../core/src/events/decode';
import type { AuditEvent, AuditRecord, Field } from '../../../core/src/events/event';
import { syscallOf } from '../../../core/src/events/syscallSentences';
import { commandLine, keysOfEvent, loggedValue } from '../../../core/src/events/eventFields';
import { isoTime } from '../../../core/src/events/moment';
import type { DetailFact, EventDetails, EventRules } from '../../../core/src/protocol/panel';

/** Longer values are cut in the panel; a copy has the whole. */
const longest = 4000;
/** A record of one event after another could go on for ever; a copy has all. */
const mostRecords = 200;

export interface DetailTitles {
  readonly what: string;
  readonly who: string;
  readonly why: string;
  /** What ended the event, in words. */
  readonly completion: string;
}

/** Who did it: the rest of a record says what. */
const whoFields = new Set(
  'auid uid gid euid suid fsuid egid sgid fsgid ses tty terminal pid ppid comm exe subj key proctitle'.split(' '),
);
/** What arguments are called that tell something, by the call's manual page; others keep their number. */
const calls: readonly (readonly [string, string])[] = [
  ['open', 'path flags mode'],
  ['openat', 'folder path flags mode'],
  ['creat chmod mkdir mknod', 'path mode'],
  ['fchmod', 'fd mode'],
  ['fchmodat fchmodat2 mkdirat mknodat', 'folder path mode'],
  ['access', 'path mode'],
  ['faccessat faccessat2', 'folder path mode'],
  ['unlinkat', 'folder path flags'],
  ['linkat renameat renameat2', 'folder path folder'],
  ['symlinkat', 'path folder'],
  ['fchownat', 'folder path owner group'],
  ['chown lchown fchown', 'path owner group'],
  ['kill tkill', 'process signal'],
  ['tgkill', 'process thread signal'],
  ['socket socketpair', 'family type protocol'],
  ['mmap', 'address length protection flags'],
  ['mprotect', 'address length protection'],
  ['mount', 'from place type flags'],
  ['umount2', 'place flags'],
  ['clone unshare', 'flags'],
  ['ptrace', 'request process'],
  ['bpf', 'command'],
  ['prctl', 'option'],
  ['fcntl ioctl', 'fd command'],
  ['setuid setgid', 'id'],
];
const names = new Map(calls.flatMap(([list, text]) => list.split(' ').map((call) => [call, text.split(' ')] as const)));
const argumentNames = (call: string): readonly string[] => names.get(call) ?? [];

const argumentFields = new Set(['a0', 'a1', 'a2', 'a3']);
const said = new Set(['arch', 'syscall', 'success', 'exit', 'items']);

/** An event taken apart: what happened, who did it, why it was recorded, then record by record. Values are decoded. */
export function detailsOf(
  event: AuditEvent,
  id: number,
  revision: number,
  titles: DetailTitles,
  rules: EventRules | undefined,
): EventDetails {
  const decoded = event.records
    .slice(0, mostRecords)
    .map((record) => ({ record, fields: decodeRecord(record, event.naming) }));
  const facts = (list: readonly (DetailFact | undefined)[]) => list.filter((fact) => fact !== undefined);
  const main = decoded.find(({ record }) => record.type === 'SYSCALL') ?? decoded[0];
  return {
    id,
    revision,
    rules,
    groups: [
      { title: titles.what, facts: facts(decoded.flatMap(({ record, fields }) => whatOf(record, fields))) },
      { title: titles.who, facts: main === undefined ? [] : facts(whoFacts(event, main.fields)) },
      { title: titles.why, facts: facts(whyFacts(event, titles)) },
    ],
    records: decoded.map(({ record, fields }) => ({
      type: record.type,
      fields: fields.map(({ name, value }) => ({ name, value: short(value) })),
      raw: short(record.raw),
    })),
  };
}

function whatOf(record: AuditRecord, fields: readonly Field[]): (DetailFact | undefined)[] {
  const value = reader(fields);
  switch (record.type) {
    case 'SYSCALL':
      return [
        fact(
          'syscall',
          `${value('syscall') ?? '?'} (${loggedValue(record, 'syscall') ?? '?'}, ${value('arch') ?? '?'})`,
        ),
        // An argument that is only a number tells nothing here.
        ...fields
          .filter(
            ({ name, value }) => argumentFields.has(name) && value !== loggedValue(record, name) && !/^0x/.test(value),
          )
          .map(({ name, value }) => fact(argumentNames(syscallOf(record))[Number(name.slice(1))] ?? name, value)),
        fact('exit', value('exit'), loggedValue(record, 'success') === 'no' ? 'bad' : 'plain'),
        ...fields
          .filter(({ name }) => !argumentFields.has(name) && !whoFields.has(name) && !said.has(name))
          .map(asFact),
      ];
    case 'PATH':
      return [fact('path', pathText(value), 'code')];
    case 'CWD':
      return [fact('cwd', value('cwd'), 'code')];
    case 'PROCTITLE':
    case 'EXECVE':
    case 'EOE':
      return [];
    default:
      return fields.filter(({ name }) => !whoFields.has(name)).map(asFact);
  }
}

function pathText(value: (name: string) => string | undefined): string {
  const owner = [value('ouid'), value('ogid')].filter((part) => part !== undefined).join(':');
  const inode = value('inode');
  const parts = [value('name'), inode && `inode ${inode}`, value('mode'), owner, value('nametype')];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

function whoFacts(event: AuditEvent, fields: readonly Field[]): (DetailFact | undefined)[] {
  const value = reader(fields);
  const joined = (...parts: (string | undefined)[]) =>
    parts.filter((part) => part !== undefined && part !== '').join(' · ') || undefined;
  const session = value('ses');
  const pair = (name: string) => (value(name) === undefined ? undefined : value(name));
  const process = joined(
    value('comm'),
    value('pid') && `pid ${value('pid')}`,
    value('ppid') && `parent ${value('ppid')}`,
  );
  const command = commandLine(event);
  return [
    fact('auid', joined(value('auid'), session && `session ${session}`, value('tty') ?? value('terminal'))),
    fact('uid / euid', [pair('uid'), pair('euid')].filter((part) => part !== undefined).join(' / ') || undefined),
    fact('gid / egid', [pair('gid'), pair('egid')].filter((part) => part !== undefined).join(' / ') || undefined),
    fact('process', process),
    fact('exe', value('exe'), 'code'),
    fact('command', command === '' ? undefined : command, 'code'),
    fact('subj', value('subj')),
  ];
}

function whyFacts(event: AuditEvent, titles: DetailTitles): (DetailFact | undefined)[] {
  const keys = keysOfEvent(event);
  const stamp = `${event.sec}.${String(event.ms).padStart(3, '0')}:${event.serial}`;
  return [
    fact('key', keys.length === 0 ? '–' : keys.join(', ')),
    fact('event', [event.node, stamp, titles.completion].filter((part) => part !== null).join(' · ')),
    fact('time', isoTime(event.sec, event.ms)),
  ];
}

function reader(fields: readonly Field[]): (name: string) => string | undefined {
  return (name) => fields.find((field) => field.name === name)?.value;
}

function asFact({ name, value }: Field): DetailFact | undefined {
  return fact(name, value);
}

function fact(name: string, value: string | undefined, tone: DetailFact['tone'] = 'plain'): DetailFact | undefined {
  return value === undefined || value === '' ? undefined : { name, value: short(value), tone };
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (+${text.length - longest})`;
}
