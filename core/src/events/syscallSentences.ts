import { addressFamilies } from '../facts/eventsValues';
import { RecordScope } from './decode';
import {
  commandLine,
  enrichedValue,
  executedArguments,
  loggedValue,
  recordOf,
  shellWords,
  textValue,
} from './eventFields';
import type { AuditEvent, AuditRecord } from './event';
import { signalName } from './flags';
import { architectureOf, syscallNameOf } from './names';
import type { Naming } from './naming';
import type { LoggedPath } from './paths';
import { mainPath, pathsOf } from './paths';
import type { Phrase } from './phrase';
import { readSocketAddress } from './socketAddress';
import { numberOfArgument } from './syscallArguments';

/** What the wording of a system call may look at. */
interface Call {
  readonly event: AuditEvent;
  readonly record: AuditRecord;
  readonly name: string;
  readonly paths: readonly LoggedPath[];
  readonly naming: Naming;
  readonly failed: boolean;
  /** 'removed' or, when it failed, 'tried to remove'. */
  readonly did: (past: string, infinitive: string) => string;
  argument(index: number): number;
}

type Wording = (call: Call) => string;

/** The system call of an event in words. */
export function phraseOfSyscall(event: AuditEvent, failed: boolean, naming: Naming): Phrase {
  const record = recordOf(event, 'SYSCALL') ?? recordOf(event, 'URINGOP');
  if (record === undefined) return { text: 'called the kernel', deed: true };
  const name = syscallOf(record);
  const call: Call = {
    event,
    record,
    name,
    paths: pathsOf(event),
    naming,
    failed,
    did: (past, infinitive) => (failed ? `tried to ${infinitive}` : past),
    argument: (index) => numberOfArgument(loggedValue(record, `a${index}`) ?? '0'),
  };
  const wording = wordings.get(name) ?? called;
  // Of what was run the program is what was run; who failed to run something is another.
  const program = wording === run && !failed ? undefined : programOf(record);
  return { text: `${wording(call)}${program === undefined ? '' : ` with ${program}`}`, deed: true };
}

/** `cat`; a script or thread by the name that it goes by and the program that it is: `report.py (python3.11)`. */
function programOf(record: AuditRecord): string | undefined {
  const exe = textValue(record, 'exe');
  const name = textValue(record, 'comm');
  if (exe === undefined) return name === undefined ? undefined : shellWords([name]);
  const program = nameOf(exe);
  // The kernel keeps 15 bytes of the name.
  if (name === undefined || name === '' || program.startsWith(name)) return shellWords([program]);
  return `${shellWords([name])} (${program})`;
}

/** The name of the call: as the sender's auditd resolved it, else by the tables, else its number. */
export function syscallOf(record: AuditRecord): string {
  if (record.type === 'URINGOP') {
    const number = Number(loggedValue(record, 'uring_op') ?? '-1');
    return syscallNameOf('io_uring', number) ?? `io_uring operation ${number}`;
  }
  const enriched = enrichedValue(record, 'syscall');
  if (enriched !== undefined && !enriched.startsWith('unknown')) return enriched;
  const number = loggedValue(record, 'syscall') ?? '';
  const name = syscallNameOf(architectureOf(loggedValue(record, 'arch') ?? '') ?? 'x86_64', Number(number));
  return name ?? `system call ${number}`;
}

const called: Wording = ({ name, paths, did }) => {
  const on = mainPath(paths)?.path;
  return `${did(`called ${name}`, `call ${name}`)}${on === undefined ? '' : ` on ${on}`}`;
};

/** 'removed /tmp/x'; a call whose path is not in the log is told by its name. */
const onPath =
  (past: string, infinitive: string, tail: Wording = () => ''): Wording =>
  (call) => {
    const path = mainPath(call.paths)?.path ?? pathOfDescriptor(call);
    return `${call.did(past, infinitive)} ${path}${tail(call)}`;
  };

/** Calls on an open file: its name is not in the log, unless the kernel gave a PATH. */
function pathOfDescriptor(call: Call): string {
  return /^f(?!ork)/.test(call.name) && !call.name.endsWith('at') ? `the open file ${call.argument(0)}` : 'a file';
}

const run: Wording = ({ event, record, paths, failed, did }) => {
  const exe = textValue(record, 'exe');
  const words = executedArguments(event);
  const folder = textValue(recordOf(event, 'CWD'), 'cwd');
  const first = words[0];
  const program = failed ? paths[0]?.path : exe;
  if (first !== undefined && program !== undefined && nameOf(first) === nameOf(program)) words[0] = program;
  const line = words.length > 0 ? shellWords(words) : (paths[0]?.path ?? (commandLine(event) || (exe ?? 'a program')));
  return `${did('ran', 'run')} ${line}${folder === undefined ? '' : ` in ${folder}`}`;
};

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const open =
  (flagsAt: number | 'creat'): Wording =>
  (call) => {
    const path = mainPath(call.paths);
    const openat2 = recordOf(call.event, 'OPENAT2');
    const flags =
      flagsAt === 'creat'
        ? 0o1101
        : openat2
          ? Number.parseInt(loggedValue(openat2, 'oflag') ?? '0', 16)
          : call.argument(flagsAt);
    const name = path?.path ?? 'a file';
    if (path?.kind === 'CREATE') return `${call.did('created', 'create')} ${name}`;
    // io_uring's records do not have the arguments.
    if (call.record.type === 'URINGOP' && openat2 === undefined) return `${call.did('opened', 'open')} ${name}`;
    const access = ['reading', 'writing', 'reading and writing', 'reading and writing'][flags % 4];
    const emptied = Math.floor(flags / 0o1000) % 2 === 1 && flags % 4 !== 0 ? ', emptying it' : '';
    return `${call.did('opened', 'open')} ${name} for ${access}${emptied}`;
  };

const rename: Wording = ({ paths, did }) => {
  const from = paths.find(({ kind }) => kind === 'DELETE')?.path ?? paths.find(({ kind }) => kind !== 'PARENT')?.path;
  const to = paths.find(({ kind }) => kind === 'CREATE')?.path ?? paths.findLast(({ kind }) => kind !== 'PARENT')?.path;
  return `${did('renamed', 'rename')} ${from ?? 'a file'}${to === undefined || to === from ? '' : ` to ${to}`}`;
};

const link: Wording = ({ paths, did }) => {
  const to = paths.find(({ kind }) => kind === 'CREATE')?.path ?? paths.at(-1)?.path ?? 'a file';
  const from = paths.find(({ kind, path }) => kind !== 'PARENT' && kind !== 'CREATE' && path !== to)?.path;
  return `${did('linked', 'link')} ${from ?? 'a file'} as ${to}`;
};

const mode =
  (index: number): Wording =>
  (call) =>
    ` to 0${(call.argument(index) % 0o10000).toString(8).padStart(3, '0')}`;

const owner =
  (index: number): Wording =>
  (call) => {
    const scope = new RecordScope(call.record, call.naming);
    const [user, group] = [call.argument(index), call.argument(index + 1)];
    const parts = [
      user >= 0xffffffff ? '' : scope.user(String(user)),
      group >= 0xffffffff ? '' : `:${scope.group(String(group))}`,
    ];
    return parts.join('') === '' ? '' : ` to ${parts.join('')}`;
  };

/** 'connected to 10.0.0.1 port 80 (inet)'. */
const address =
  (past: string, infinitive: string): Wording =>
  (call) => {
    const record = recordOf(call.event, 'SOCKADDR');
    const logged = record && loggedValue(record, 'saddr');
    const read = logged === undefined ? undefined : readSocketAddress(logged);
    return `${call.did(past, infinitive)} ${read === undefined ? 'a socket' : placeOf(read)}`;
  };

function placeOf({
  family,
  address: host,
  port,
  path,
  pid,
}: NonNullable<ReturnType<typeof readSocketAddress>>): string {
  if (path !== undefined) return `${path === '' ? 'an unnamed socket' : path} (local)`;
  if (host !== undefined) return `${host} port ${port} (${family})`;
  if (pid !== undefined) return pid === 0 ? 'the kernel (netlink)' : `process ${pid} (netlink)`;
  return `a socket (${family})`;
}

const socket: Wording = (call) => {
  const family = addressFamilies.get(call.argument(0)) ?? `family ${call.argument(0)}`;
  return `${call.did('made', 'make')} a socket (${family})`;
};

const signal =
  (signalAt: number, processAt: number): Wording =>
  (call) => {
    const target = recordOf(call.event, 'OBJ_PID');
    const name = textValue(target, 'ocomm');
    const pid = (target && loggedValue(target, 'opid')) ?? String(call.argument(processAt) | 0);
    const sent = signalName(call.argument(signalAt));
    return `${call.did('sent', 'send')} ${sent} to ${name === undefined ? receiver(Number(pid), call.name) : `${name} (pid ${pid})`}`;
  };

/** kill(2): 0 and numbers below it mean several processes. */
function receiver(pid: number, call: string): string {
  if (call !== 'kill' || pid > 0) return `process ${pid}`;
  return pid === 0 ? 'its process group' : pid === -1 ? 'every process' : `process group ${-pid}`;
}

/** mount(2) looks the place up first, then what comes there; move_mount(2) the other way round. */
const mount: Wording = (call) => {
  const [first, last] = [call.paths[0]?.path, call.paths.at(-1)?.path];
  const [from, to] = call.name === 'mount' ? [last, first] : [first, last];
  const what = from !== undefined && to !== undefined && from !== to ? `${from} on ${to}` : (to ?? 'a file system');
  return `${call.did('mounted', 'mount')} ${what}`;
};

const module: Wording = (call) => {
  const name = textValue(recordOf(call.event, 'KERN_MODULE'), 'name');
  const gone = call.name === 'delete_module';
  return `${gone ? call.did('removed', 'remove') : call.did('loaded', 'load')} the kernel module${name === undefined ? '' : ` ${name}`}`;
};

const trace: Wording = (call) => {
  if (call.argument(0) === 0) return call.did('asked to be traced', 'be traced');
  const target = recordOf(call.event, 'OBJ_PID');
  const name = textValue(target, 'ocomm');
  const pid = (target && loggedValue(target, 'opid')) ?? String(call.argument(1) | 0);
  return `${call.did('traced', 'trace')} ${name === undefined ? `process ${pid}` : `${name} (pid ${pid})`}`;
};

const plain =
  (past: string, infinitive: string): Wording =>
  ({ did }) =>
    did(past, infinitive);

/** The first of these arguments that is not -1, which means: stays as it is. */
const become =
  (indexes: readonly number[], kind: 'user' | 'group'): Wording =>
  (call) => {
    const id = indexes.map((index) => call.argument(index)).find((each) => each < 0xffffffff);
    if (id === undefined) return call.did(`kept its ${kind} ids`, `keep its ${kind} ids`);
    return `${call.did('became', 'become')} ${kind} ${new RecordScope(call.record, call.naming)[kind](String(id))}`;
  };

function several(names: string, wording: Wording): [string, Wording][] {
  return names.split(' ').map((name) => [name, wording]);
}

/** By the name of the call. */
const wordings: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ...several('execve execveat', run),
  ['open', open(1)],
  ['openat', open(2)],
  ['openat2', open(2)],
  ['creat', open('creat')],
  ['open_by_handle_at', open(2)],
  ...several('unlink unlinkat', onPath('removed', 'remove')),
  ['rmdir', onPath('removed the folder', 'remove the folder')],
  ...several('mkdir mkdirat', onPath('made the folder', 'make the folder')),
  ...several('mknod mknodat', onPath('made the device or pipe', 'make the device or pipe')),
  ...several('rename renameat renameat2', rename),
  ...several('link linkat symlink symlinkat', link),
  ['chmod', onPath('changed mode of', 'change mode of', mode(1))],
  ['fchmod', onPath('changed mode of', 'change mode of', mode(1))],
  ...several('fchmodat fchmodat2', onPath('changed mode of', 'change mode of', mode(2))),
  ...several('chown lchown fchown chown32 lchown32 fchown32', onPath('changed owner of', 'change owner of', owner(1))),
  ['fchownat', onPath('changed owner of', 'change owner of', owner(2))],
  ...several(
    'setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat',
    onPath('changed attributes of', 'change attributes of'),
  ),
  ...several('truncate ftruncate truncate64 ftruncate64', onPath('truncated', 'truncate')),
  ...several('utime utimes utimensat futimesat utimensat_time64', onPath('changed times of', 'change times of')),
  ...several('chdir fchdir', onPath('went to', 'go to')),
  ['chroot', onPath('changed the root to', 'change the root to')],
  ['pivot_root', onPath('changed the root to', 'change the root to')],
  ...several('access faccessat faccessat2', onPath('asked for access to', 'get access to')),
  ...several('stat lstat fstat newfstatat fstatat64 statx', onPath('looked at', 'look at')),
  ...several('readlink readlinkat', onPath('read the link', 'read the link')),
  ['connect', address('connected to', 'connect to')],
  ['bind', address('bound a socket to', 'bind a socket to')],
  ...several('accept accept4', address('accepted a connection from', 'accept a connection from')),
  ...several('sendto sendmsg sendmmsg', address('sent to', 'send to')),
  ...several('recvfrom recvmsg recvmmsg', address('received from', 'receive from')),
  ['listen', plain('listened on a socket', 'listen on a socket')],
  ...several('socket socketpair', socket),
  ['kill', signal(1, 0)],
  ['tkill', signal(1, 0)],
  ['tgkill', signal(2, 0)],
  ...several('rt_sigqueueinfo pidfd_send_signal', signal(1, 0)),
  ...several('mount', mount),
  ['move_mount', mount],
  ...several('umount umount2', onPath('unmounted', 'unmount')),
  ...several('init_module finit_module delete_module', module),
  ...several(
    'settimeofday stime clock_settime clock_settime64 adjtimex clock_adjtime clock_adjtime64',
    plain('changed the clock', 'change the clock'),
  ),
  ['sethostname', plain('changed the host name', 'change the host name')],
  ['setdomainname', plain('changed the domain name', 'change the domain name')],
  ['ptrace', trace],
  ...several('process_vm_readv process_vm_writev', (call) => {
    const reads = call.name === 'process_vm_readv';
    const how = reads ? call.did('read', 'read') : call.did('wrote into', 'write into');
    return `${how} the memory of process ${call.argument(0) | 0}`;
  }),
  ['capset', plain('changed its capabilities', 'change its capabilities')],
  ['mmap', plain('mapped memory', 'map memory')],
  ['mmap2', plain('mapped memory', 'map memory')],
  ['mprotect', plain('changed the protection of memory', 'change the protection of memory')],
  ['inotify_add_watch', onPath('began to watch', 'watch')],
  ['syslog', plain('read or changed the kernel\u2019s messages', 'read or change the kernel\u2019s messages')],
  ['pidfd_getfd', plain('took an open file from another process', 'take an open file from another process')],
  ['io_uring_setup', plain('set up an io_uring', 'set up an io_uring')],
  ['landlock_restrict_self', plain('restricted itself with Landlock', 'restrict itself with Landlock')],
  ['setgroups32', plain('changed its groups', 'change its groups')],
  ['setgroups', plain('changed its groups', 'change its groups')],
  ['setrlimit', plain('changed a resource limit', 'change a resource limit')],
  ['prlimit64', plain('read or changed a resource limit', 'read or change a resource limit')],
  ['acct', onPath('switched process accounting to', 'switch process accounting to')],
  ['quotactl', onPath('read or changed quotas of', 'read or change quotas of')],
  ...several('iopl ioperm', plain('changed its access to ports', 'change its access to ports')),
  ['personality', plain('changed its personality', 'change its personality')],
  ['perf_event_open', plain('opened performance counters', 'open performance counters')],
  ['memfd_create', plain('made a file in memory', 'make a file in memory')],
  ['userfaultfd', plain('asked to handle page faults', 'ask to handle page faults')],
  ...several('add_key request_key keyctl', plain('used the kernel\u2019s keys', 'use the kernel\u2019s keys')),
  ['name_to_handle_at', onPath('asked for a handle of', 'ask for a handle of')],
  ['reboot', plain('rebooted or halted the system', 'reboot or halt the system')],
  ['swapon', onPath('switched on swap on', 'switch on swap on')],
  ['swapoff', onPath('switched off swap on', 'switch off swap on')],
  ['bpf', plain('used bpf', 'use bpf')],
  ['unshare', plain('made new namespaces', 'make new namespaces')],
  ['setns', plain('entered a namespace', 'enter a namespace')],
  ['kexec_load', plain('loaded another kernel', 'load another kernel')],
  ['kexec_file_load', plain('loaded another kernel', 'load another kernel')],
  ...several('fork vfork clone clone3', plain('started a process or thread', 'start a process or thread')),
  ['exit', plain('ended', 'end')],
  ['exit_group', plain('ended', 'end')],
  ...several('setuid setuid32 setfsuid setfsuid32', become([0], 'user')),
  ...several('setreuid setreuid32', become([1, 0], 'user')),
  ...several('setresuid setresuid32', become([1, 0, 2], 'user')),
  ...several('setgid setgid32 setfsgid setfsgid32', become([0], 'group')),
  ...several('setregid setregid32', become([1, 0], 'group')),
  ...several('setresgid setresgid32', become([1, 0, 2], 'group')),
]);
