import { createHash } from 'node:crypto';
import { HostError } from '../hosts/hostFailure';
import type { RemoteShell } from '../hosts/remoteShell';
import { Answer, observeCommand } from './hostScript';
import type { Questions } from './hostScript';
import { isRestartWay } from './hostState';
import type { DaemonState, HostFile, HostState } from './hostState';
import { statusOf } from './settings';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Looks at a host in one command, as root. What an earlier deploy left broken is undone first. Rejects with HostError. */
export async function observe(
  root: RemoteShell,
  { signal, ...questions }: Questions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<HostState> {
  const result = await root.run(observeCommand(questions), {
    timeout: 60_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = new Answer(result.out);
  if (answer.value('END') === undefined) {
    const text =
      answer.value('ERR') === 'busy' ? 'another deploy is running there' : result.err || `status ${result.code}`;
    throw new HostError(root.hostName, { kind: 'observation', text });
  }
  return stateOf(root.hostName, answer);
}

function stateOf(host: string, answer: Answer): HostState {
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
    absent: answer.texts('absent'),
    daemon: daemonOf(answer),
    hasAugenrules: answer.value('augenrules') === 'yes',
    hasRulesFolder: answer.value('rules.d') === 'yes',
    awk: answer.value('awk') === 'mawk' ? 'mawk' : 'gawk',
    users: accountsOf(answer.text('passwd') || textOf('/etc/passwd')),
    groups: accountsOf(answer.text('group') || textOf('/etc/group')),
    missingTools: answer.values('lacks'),
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
  const stats = linesOf(answer.text('stats')).map((line) => line.split(' '));
  const paths = answer.text('names').split('\0').slice(0, -1);
  let taken = 0;
  const files = paths.map((path, index): HostFile => {
    const [raw = '', owner = '', size = ''] = stats[index] ?? [];
    const mode = Number.parseInt(raw, 16);
    const kind = kindOf(mode, accounts.includes(path) ? 0 : Number(size));
    const content = kind === 'file' ? contents.subarray(taken, taken + Number(size)) : Buffer.alloc(0);
    taken += content.length;
    return { path, mode: (mode & 0o7777).toString(8), owner, kind, content, sha256: sha256(content) };
  });
  if (stats.length === paths.length && taken === contents.length) return files;
  throw new HostError(host, { kind: 'observation', text: 'files changed there while they were read' });
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
