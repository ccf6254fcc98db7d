import { createHash } from 'node:crypto';
import { HostError } from '../hosts/hostFailure';
import type { CommandResult, RemoteShell } from '../hosts/remoteShell';
import { Answer, observeCommand, settleCommand } from './hostScript';
import type { Questions, Transaction } from './hostScript';
import { isRestartWay } from './hostState';
import type { DaemonState, HostFile, HostState } from './hostState';
import { statusOf } from './settings';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What is asked of a host beside how it stands. */
export interface Look extends Questions {
  /** A deploy that is undone even while its timer lives. */
  readonly settle?: Transaction;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at a host in one command, as root. What an earlier deploy left broken is undone first, by another command. Rejects
 * with HostError.
 */
export async function observe(
  root: RemoteShell,
  { settle: unsettled, signal, ...questions }: Look = {},
): Promise<HostState> {
  const options = { timeout: 60_000, ...(signal === undefined ? {} : { signal }) };
  const ask = async (command: string): Promise<readonly [Answer, CommandResult]> => {
    const result = await root.run(command, options);
    return [new Answer(result.out), result];
  };
  if (unsettled === undefined) {
    const [answer, result] = await ask(observeCommand(questions, 'no'));
    if (answer.value('EARLIER') === undefined) return stateOf(root.hostName, answer, result);
  }
  const [settled, settling] = await ask(settleCommand(unsettled));
  if (settled.value('SETTLED') === undefined) throw notObserved(root.hostName, settled, settling);
  const [answer, result] = await ask(observeCommand(questions, 'yes'));
  return { ...stateOf(root.hostName, answer, result), ...settlingOf(settled) };
}

function notObserved(host: string, answer: Answer, result: CommandResult): HostError {
  const text =
    answer.value('ERR') === 'busy' ? 'another deploy is running there' : result.err || `status ${result.code}`;
  return new HostError(host, { kind: 'observation', text });
}

function stateOf(host: string, answer: Answer, result: CommandResult): HostState {
  if (answer.value('END') === undefined) throw notObserved(host, answer, result);
  const version = /version (\d+(?:\.\d+)*)/.exec(answer.text('version'))?.[1];
  const loadedText = answer.text('loaded');
  const isList = loadedText.startsWith('-') || loadedText.startsWith('No rules');
  const all = filesOf(host, answer);
  const textOf = (path: string): string =>
    Buffer.from(all.find((file) => file.path === path && file.kind === 'file')?.content ?? '').toString();
  const release = textOf('/etc/os-release') || textOf('/usr/lib/os-release');
  const os = new Map([...release.matchAll(/^(\w+)=["']?(.*?)["']?$/gm)].map(([, name, value]) => [name, value]));
  const [kernel = '', arch = ''] = (answer.value('machine') ?? '').split(' ');
  return {
    host,
    auditVersion: version,
    arch,
    kernel,
    distribution: os.get('PRETTY_NAME') ?? os.get('ID') ?? '',
    status: statusOf(answer.text('status')),
    loaded: isList ? linesOf(loadedText).filter((line) => line.startsWith('-')) : undefined,
    loadedProblem: isList ? '' : loadedText.trim(),
    files: all.filter(({ path }) => !beside.includes(path)),
    folders: answer.values('folder'),
    folderTimes: folderTimesOf(answer),
    absent: answer.texts('absent'),
    daemon: daemonOf(answer),
    hasAugenrules: answer.value('augenrules') === 'yes',
    hasRulesFolder: answer.value('rules.d') === 'yes',
    awk: answer.value('awk') === 'mawk' ? 'mawk' : 'gawk',
    users: accountsOf(answer.text('passwd') || textOf('/etc/passwd')),
    groups: accountsOf(answer.text('group') || textOf('/etc/group')),
    missingTools: answer.values('lacks'),
    ...settlingOf(answer),
  };
}

/** What came of earlier deploys. */
function settlingOf(answer: Answer): Pick<HostState, 'recovered' | 'notPutBack' | 'waiting'> {
  return {
    recovered: answer.values('RECOVERED'),
    notPutBack: answer.values('BACK').flatMap((words) => words.split(' ').filter((word) => word !== '')),
    waiting: answer.values('WAITING').map((words) => {
      const [transaction = '', seconds] = words.split(' ');
      return { transaction, seconds: Math.max(0, Number(seconds) || 0) };
    }),
  };
}

/** What the script says of auditd, in a look and at the end of a deploy. */
export function daemonOf(answer: Answer): DaemonState {
  const pid = Number(answer.value('auditd'));
  const listens = (answer.value('listens') ?? '').split(' ').filter((word) => word !== '');
  const way = answer.value('restart') ?? 'none';
  return {
    pid: Number.isInteger(pid) && pid > 0 ? pid : undefined,
    listens: listens.map(Number).sort((a, b) => a - b),
    restartBy: isRestartWay(way) ? way : 'none',
    validates: answer.values('validates'),
  };
}

/** Read with the host's files, and none of audit's. */
const accounts = ['/etc/passwd', '/etc/group'];
const beside = [...accounts, '/etc/os-release', '/usr/lib/os-release'];

const largest = 1_048_576;

/** What observe_files says. */
function filesOf(host: string, answer: Answer): HostFile[] {
  const contents = answer.bytes('contents');
  const stats = statsOf(answer);
  const paths = answer.text('names').split('\0').slice(0, -1);
  let taken = 0;
  const files = paths.map((path, index): HostFile => {
    const { raw = '', owner = '', size = '', changed = '' } = stats[index] ?? {};
    const mode = Number.parseInt(raw, 16);
    const kind = kindOf(mode, accounts.includes(path) ? 0 : Number(size));
    const content = kind === 'file' ? contents.subarray(taken, taken + Number(size)) : Buffer.alloc(0);
    taken += content.length;
    return { path, mode: (mode & 0o7777).toString(8), owner, kind, content, sha256: sha256(content), changed };
  });
  const known = stats.length === 0 ? paths.length === 0 : stats.length === paths.length + folderCount(answer);
  if (known && taken === contents.length) return files;
  throw new HostError(host, { kind: 'observation', text: 'files changed there while they were read' });
}

/** A line per file, then one per folder. */
function statsOf(answer: Answer) {
  return linesOf(answer.text('stats')).map((line) => {
    const [raw, owner, size, ...changed] = line.split(' ');
    return { raw, owner, size, changed: changed.join(' ') };
  });
}

function folderCount(answer: Answer): number {
  return answer.values('folder').length;
}

function folderTimesOf(answer: Answer): ReadonlyMap<string, string> {
  const folders = answer.values('folder');
  const stats = statsOf(answer).slice(-folders.length);
  return new Map(folders.map((path, index) => [path, stats[index]?.changed ?? '']));
}

function kindOf(rawMode: number, size: number): HostFile['kind'] {
  const type = rawMode & 0o170000;
  if (type === 0o120000) return 'link';
  if (type !== 0o100000) return 'other';
  return size > largest ? 'large' : 'file';
}

/** Lines of passwd or group. */
function accountsOf(text: string): Map<string, number> {
  return new Map(
    [...text.matchAll(/^([^:\n]+):[^:\n]*:(\d+):/gm)].map(([, name, number]) => [name ?? '', Number(number)]),
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
