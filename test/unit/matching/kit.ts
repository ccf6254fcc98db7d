import type { AuditEvent } from '../../../core/src/events/event';
import { RuleBook, type BookRule } from '../../../core/src/matching/ruleBook';
import type { Target } from '../../../core/src/target';
import { eventOf } from '../events/events';

export const target: Target = { auditVersion: '3.0.9', arch: 'x86_64' };

/** A book of files of one folder of the workspace. */
export function bookOf(files: Readonly<Record<string, string>>, on: Target = target): RuleBook {
  return new RuleBook([folder(files)], on);
}

export function folder(files: Readonly<Record<string, string>>, at = 'rules.d') {
  return {
    kind: 'folder' as const,
    host: undefined,
    folder: at,
    files: Object.entries(files).map(([name, text]) => ({ id: `file:///${at}/${name}`, name, text })),
  };
}

/** The rule that a line loads; throws when it loads none. */
export function ruleOf(line: string, on: Target = target): BookRule {
  const [only] = bookOf({ 'a.rules': `${line}\n` }, on).programs[0] ?? [];
  if (only === undefined) throw new Error(`loads no rule: ${line}`);
  return only;
}

const head = 'msg=audit(1700000000.123:77): ';

/** What a system call's records say; each can be replaced. */
export interface CallParts {
  readonly syscall?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly paths?: readonly Readonly<Record<string, string>>[];
  readonly more?: readonly string[];
  /** PATH records that the kernel knew of; else those that are there. */
  readonly items?: number;
}

const usual = {
  arch: 'c000003e',
  syscall: '257',
  success: 'yes',
  exit: '3',
  a0: 'ffffff9c',
  a1: '7ffe1000',
  a2: '0',
  a3: '0',
};
const process = {
  ppid: '100',
  pid: '200',
  auid: '1000',
  uid: '0',
  gid: '0',
  euid: '0',
  suid: '0',
  fsuid: '0',
  egid: '0',
  sgid: '0',
  fsgid: '0',
  tty: 'pts0',
  ses: '3',
  comm: '"cat"',
  exe: '"/usr/bin/cat"',
  subj: 'unconfined',
  key: '(null)',
};
const file = {
  name: '"/etc/shadow"',
  inode: '4711',
  dev: 'fe:01',
  mode: '0100640',
  ouid: '0',
  ogid: '42',
  rdev: '00:00',
  nametype: 'NORMAL',
};

/** The event of an openat of /etc/shadow, or of what is given instead. */
export function callEvent({ syscall = {}, cwd = '/root', paths = [{}], more = [], items }: CallParts = {}): AuditEvent {
  const words = (fields: Readonly<Record<string, string>>) =>
    Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  const all = { ...usual, items: String(items ?? paths.length), ...process, ...syscall };
  return eventOf(
    `type=SYSCALL ${head}${words(all)}`,
    ...more.map((record) => record.replace(' ', ` ${head}`)).map((record) => `type=${record}`),
    `type=CWD ${head}cwd="${cwd}"`,
    ...paths.map((path, index) => `type=PATH ${head}item=${index} ${words({ ...file, ...path })}`),
    `type=PROCTITLE ${head}proctitle="cat"`,
  );
}

export function messageEvent(type: string, fields = 'pid=9 uid=0 auid=1000 ses=3'): AuditEvent {
  return eventOf(`type=${type} ${head}${fields} msg='op=x exe="/usr/bin/sudo" res=success'`);
}
