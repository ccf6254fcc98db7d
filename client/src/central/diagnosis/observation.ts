import type { FileFacts } from '../../../../core/src/config/machine';
import { Answer } from '../../deploy/hostScript';
import type { LogSummary } from './logSummary';
import { logSummaryOf } from './logSummary';
import type { Message } from './messages';
import { messagesOf } from './messages';
import type { Evidence } from './report';
import type { Connection, Listener } from './sockets';
import { connectionsOf, listenersOf, plainAddress } from './sockets';

/** What one look at a host has shown. Plain data: diagnoses are tested with observations of real and made-up hosts. */
export interface Observation {
  readonly host: string;
  /** Seconds since the epoch by the host's clock, and how far that is ahead of this machine's, if it was measured. */
  readonly time: number;
  readonly ahead?: number;
  readonly hostname: string;
  readonly kernel: string;
  readonly arch: string;
  /** undefined: no auditctl there. */
  readonly version: string | undefined;
  readonly distribution: string;
  readonly awk: 'gawk' | 'mawk';
  readonly login: string;
  readonly loginGroups: readonly string[];
  /** By name: what a program was asked and said; a program that is not there has no entry. */
  readonly asked: ReadonlyMap<string, Asked>;
  readonly files: readonly ObservedFile[];
  /** Places that configuration names, or that are usual. */
  readonly facts: ReadonlyMap<string, FileFacts | 'missing'>;
  readonly processes: readonly Process[];
  readonly listeners: readonly Listener[] | undefined;
  readonly connections: readonly Connection[] | undefined;
  readonly addresses: readonly string[];
  readonly messages: readonly Message[];
  readonly log: ObservedLog;
  readonly libwrap: boolean;
  /** The package's way to restart where systemd refuses. */
  readonly legacyRestart: boolean;
  readonly states: readonly { readonly path: string; readonly at: number; readonly text: string }[];
}

export interface Asked extends Evidence {
  readonly status: number;
}

export interface ObservedFile {
  readonly path: string;
  /** Octal digits and `uid:gid`, as stat prints them. */
  readonly mode: string;
  readonly owner: string;
  readonly kind: 'file' | 'link' | 'other';
  /** Seconds since the epoch. */
  readonly changed: number;
  readonly text: string;
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly program: string;
  readonly command: string;
  /** Seconds since the epoch, by the host's clock. */
  readonly started: number;
  /** False for one of a container on the host. */
  readonly here: boolean;
  /** Files that it holds open. */
  readonly open: readonly { readonly inode: string; readonly path: string }[];
}

export interface ObservedLog extends LogSummary {
  readonly path: string;
  /** undefined: not there. */
  readonly file?: {
    readonly size: number;
    readonly changed: number;
    readonly mode: string;
    readonly owner: string;
    readonly inode: string;
  };
  readonly folder?: { readonly mode: string; readonly owner: string };
  /** Of the folder's file system, KiB. */
  readonly disk?: { readonly size: number; readonly free: number };
  readonly inodesFree?: number;
  /** The log and its rotated pieces. */
  readonly pieces: readonly { readonly size: number; readonly changed: number; readonly name: string }[];
}

/** Reads what probe.sh has said; undefined where it did not come to its end. */
export function observationOf(host: string, out: Uint8Array, ahead?: number): Observation | undefined {
  const answer = new Answer(out);
  if (answer.value('END') === undefined) return undefined;
  const words = (name: string): string[] => (answer.value(name) ?? '').split(' ');
  const [time = '0', zone = '+0000', year = '1970'] = words('time');
  const asked = new Map<string, Asked>();
  for (const name of askedNames) {
    const one = askedOf(host, answer.value(name));
    if (one !== undefined) asked.set(name, one);
  }
  const said = (name: string): string => asked.get(name)?.said ?? '';
  const os = new Map([...said('os').matchAll(/^(\w+)=["']?(.*?)["']?$/gm)].map(([, name, value]) => [name, value]));
  const [login = 'root', ...loginGroups] = words('login').filter((word) => word !== '');
  return {
    host,
    time: Number(time),
    ...(ahead === undefined ? {} : { ahead }),
    hostname: answer.value('hostname') ?? '',
    kernel: answer.value('kernel') ?? '',
    arch: answer.value('arch') ?? '',
    version: /version (\d+(?:\.\d+)*)/.exec(said('version'))?.[1],
    distribution: os.get('PRETTY_NAME') ?? os.get('ID') ?? '',
    awk: /mawk/.test(said('awk')) ? 'mawk' : 'gawk',
    login,
    loginGroups,
    asked,
    files: answer.values('file').map(fileOf),
    facts: new Map(answer.values('fact').map(factOf)),
    processes: processesOf(answer, Number(time)),
    listeners: asked.has('listening') ? listenersOf(said('listening')) : undefined,
    connections: asked.has('connections') ? connectionsOf(said('connections')) : undefined,
    addresses: [...said('addresses').matchAll(/ inet6? ([^\s/]+)/g)].map(([, address = '']) => plainAddress(address)),
    messages: messagesOf(said('messages'), zone, year),
    log: logOf(answer, said),
    libwrap: answer.value('libwrap') === 'yes',
    legacyRestart: answer.value('legacy') === 'yes',
    states: answer.values('state').map((value) => {
      const [at, path = '', text = ''] = value.split(' ');
      return { at: Number(at), path, text: decoded(text) };
    }),
  };
}

const askedNames = [
  ...['version', 'status', 'loaded', 'os', 'cmdline', 'virt', 'awk', 'unit', 'listening', 'connections', 'addresses'],
  ...[
    'links',
    'resolve',
    'route',
    'neighbours',
    'firewalld',
    'firewalldkept',
    'ufw',
    'nft',
    'iptables',
    'selinux',
    'ports',
    'df',
    'inodes',
  ],
  ...['logs', 'messages', 'spool', 'users', 'groups'],
];

function askedOf(host: string, value: string | undefined): Asked | undefined {
  if (value === undefined) return undefined;
  const [status, command = '', said = ''] = value.split(' ');
  return { host, status: Number(status), command: decoded(command), said: decoded(said) };
}

function fileOf(value: string): ObservedFile {
  const [mode = '', owner = '', kind, , changed, path = '', content = ''] = value.split(' ');
  return {
    path: decoded(path),
    mode,
    owner,
    kind: kind === 'file' || kind === 'link' ? kind : 'other',
    changed: Number(changed),
    text: decoded(content),
  };
}

function factOf(value: string): [string, FileFacts | 'missing'] {
  const [path = '', mode = '-', owner, ...type] = value.split(' ');
  if (mode === '-') return [decoded(path), 'missing'];
  const words = type.join(' ');
  const kind = words === 'directory' ? 'folder' : words.startsWith('regular') ? 'file' : 'other';
  return [decoded(path), { type: kind, owner: Number(owner), mode: Number.parseInt(mode, 8) }];
}

function processesOf(answer: Answer, now: number): Process[] {
  const [uptime, ticks] = (answer.value('clock') ?? '').split(' ').map(Number);
  const open = answer.values('open').map((value) => {
    const [pid, inode = '', path = ''] = value.split(' ');
    return { pid: Number(pid), inode, path: decoded(path) };
  });
  return answer.values('process').map((value) => {
    const [pid, parent, start, here, program = '', command = ''] = value.split(' ');
    return {
      pid: Number(pid),
      parent: Number(parent),
      program,
      command: decoded(command).trim(),
      started: now - (uptime ?? 0) + Number(start) / (ticks ?? 100),
      here: here === 'yes',
      open: open.filter((file) => file.pid === Number(pid)),
    };
  });
}

function logOf(answer: Answer, said: (name: string) => string): ObservedLog {
  const [path = '', size = '-', changed, mode = '', owner = '', inode = ''] = (answer.value('log') ?? '').split(' ');
  const [folderMode = '-', folderOwner = ''] = (answer.value('logfolder') ?? '-').split(' ');
  const disk = /(\d+) +\d+ +(-?\d+) +\S+ +\/\S*\s*$/.exec(said('df'));
  const inodes = /(\d+) +\d+ +(\d+) +\S+ +\/\S*\s*$/.exec(said('inodes'));
  return {
    path: decoded(path),
    ...(size === '-' ? {} : { file: { size: Number(size), changed: Number(changed), mode, owner, inode } }),
    ...(folderMode === '-' ? {} : { folder: { mode: folderMode, owner: folderOwner } }),
    ...(disk === null ? {} : { disk: { size: Number(disk[1]), free: Number(disk[2]) } }),
    ...(inodes === null || inodes[1] === '0' ? {} : { inodesFree: Number(inodes[2]) }),
    pieces: said('logs')
      .split('\n')
      .flatMap((line) => {
        const match = /^(\d+) (\d+) (.+)$/.exec(line);
        return match === null ? [] : [{ size: Number(match[1]), changed: Number(match[2]), name: match[3] ?? '' }];
      }),
    ...logSummaryOf(answer.text('summary')),
  };
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
