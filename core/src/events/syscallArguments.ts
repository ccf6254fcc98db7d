import {
  clocks,
  epollOperations,
  fcntlCommands,
  messageFlags,
  prctlOptions,
  resources,
  schedulingPolicies,
  seccompOperations,
  seekOrigins,
  ipcFlags,
  socketCalls,
  ioctlRequests,
  optionsOfLevel,
  personalities,
  socketLevels,
} from '../facts/eventsCallValues';
import {
  accessModes,
  addressFamilies,
  bpfCommands,
  capabilities,
  cloneFlags,
  internetProtocols,
  mapFlags,
  mountFlags,
  protections,
  ptraceRequests,
  socketTypes,
  unmountFlags,
} from '../facts/eventsValues';
import { creates, signalName, textOfBits, textOfOpenFlags } from './flags';

/** What an argument's reading may look at besides the value. */
export interface SyscallScope {
  readonly architecture: string;
  /** Another argument of the same call as a number. */
  argument(index: number): number;
  user(id: string): string;
  group(id: string): string;
}

type ArgumentReading = (value: number, scope: SyscallScope) => string;

const hex = (value: number) => `0x${value.toString(16)}`;
const openFlags: ArgumentReading = (value, scope) => textOfOpenFlags(value, scope.architecture);
const mode: ArgumentReading = (value) => `0${(value % 0o10000).toString(8).padStart(3, '0')}`;
const modeIfCreated =
  (flags: number): ArgumentReading =>
  (value, scope) =>
    creates(scope.argument(flags)) ? mode(value, scope) : hex(value);
/** A directory's descriptor: −100 stands for the working directory; logged with 32 or 64 bits. */
const directory: ArgumentReading = (value) => (value === 0xffffff9c ? 'AT_FDCWD' : hex(value));
const signal: ArgumentReading = (value) => signalName(value);
const bits =
  (table: Parameters<typeof textOfBits>[1], none = '0x0'): ArgumentReading =>
  (value) =>
    textOfBits(value, table, none);
const row =
  (table: ReadonlyMap<number, string>): ArgumentReading =>
  (value) =>
    table.get(value) ?? hex(value);
const id = (kind: 'user' | 'group'): ArgumentReading => {
  return (value, scope) => scope[kind](String(value >= 0xffffffff ? 4294967295 : value));
};
const access: ArgumentReading = (value) => textOfBits(value, accessModes, 'F_OK');
const clone: ArgumentReading = (value) => {
  const flags = textOfBits(value - (value % 0x100), cloneFlags, '');
  const atEnd = value % 0x100 === 0 ? '' : signalName(value % 0x100);
  return [flags, atEnd].filter((part) => part !== '').join('|') || '0x0';
};
const family: ArgumentReading = (value) => addressFamilies.get(value) ?? hex(value);
const socketType: ArgumentReading = (value) => {
  const extra = textOfBits(
    value - (value % 16),
    [
      [0o4000, 'SOCK_NONBLOCK'],
      [0o2000000, 'SOCK_CLOEXEC'],
    ],
    '',
  );
  return [socketTypes.get(value % 16) ?? hex(value % 16), extra].filter((part) => part !== '').join('|');
};
const protocol: ArgumentReading = (value, scope) =>
  scope.argument(0) === 2 || scope.argument(0) === 10 ? (internetProtocols.get(value) ?? hex(value)) : hex(value);

/** With SCHED_RESET_ON_FORK beside it. */
const policy: ArgumentReading = (value) => {
  const name = schedulingPolicies.get(value % 0x40000000);
  return name === undefined ? hex(value) : `${name}${value >= 0x40000000 ? '|SCHED_RESET_ON_FORK' : ''}`;
};
/** SOL_SOCKET; other levels are protocols. */
const level: ArgumentReading = (value) =>
  value === 1 ? 'SOL_SOCKET' : (internetProtocols.get(value) ?? socketLevels.get(value) ?? hex(value));
/** ppc, mips and others have numbers of their own for options of sockets and for ioctl. */
const isNumberedAsMost = ({ architecture }: SyscallScope) => /^(x86_64|i386|arm|aarch64|riscv|s390)/.test(architecture);
const option: ArgumentReading = (value, scope) => {
  const of = scope.argument(1);
  return (of === 1 && !isNumberedAsMost(scope) ? undefined : optionsOfLevel.get(of)?.get(value)) ?? hex(value);
};
const request: ArgumentReading = (value, scope) =>
  (isNumberedAsMost(scope) ? ioctlRequests.get(value) : undefined) ?? hex(value);
const ipc: ArgumentReading = (value) => {
  const flags = textOfBits((value % 0o10000) - (value % 0o1000), ipcFlags, '');
  return `${flags === '' ? '' : `${flags}|`}${(value % 0o1000).toString(8).padStart(4, '0')}`;
};
const status: ArgumentReading = (value) => ['EXIT_SUCCESS', 'EXIT_FAILURE'][value] ?? hex(value);
/** The second argument of prctl(2), where it is a signal. */
const prctlArgument: ArgumentReading = (value, scope) =>
  scope.argument(0) === 1
    ? signalName(value)
    : scope.argument(0) === 24
      ? (capabilities[value] ?? hex(value))
      : hex(value);

const pipeFlags: ArgumentReading = (value, scope) => (value === 0 ? '0x0' : openFlags(value, scope));

/** By name of the system call: how its arguments a0 … a3 read. What is not here stays a number in hex. */
const readings: Readonly<Record<string, readonly (ArgumentReading | undefined)[]>> = {
  open: [, openFlags, modeIfCreated(1)],
  creat: [, mode],
  openat: [directory, , openFlags, modeIfCreated(2)],
  openat2: [directory],
  name_to_handle_at: [directory],
  open_by_handle_at: [, , openFlags],
  chmod: [, mode],
  fchmod: [, mode],
  fchmodat: [directory, , mode],
  fchmodat2: [directory, , mode],
  mkdir: [, mode],
  mkdirat: [directory, , mode],
  mknod: [, mode],
  mknodat: [directory, , mode],
  umask: [mode],
  unlinkat: [directory, , bits([[0x200, 'AT_REMOVEDIR']])],
  renameat: [directory, , directory],
  renameat2: [directory, , directory],
  linkat: [directory, , directory],
  symlinkat: [, directory],
  readlinkat: [directory],
  fchownat: [directory, , id('user'), id('group')],
  utimensat: [directory],
  futimesat: [directory],
  newfstatat: [directory],
  statx: [directory],
  execveat: [directory],
  faccessat: [directory, , access],
  faccessat2: [directory, , access],
  access: [, access],
  chown: [, id('user'), id('group')],
  fchown: [, id('user'), id('group')],
  lchown: [, id('user'), id('group')],
  setuid: [id('user')],
  setgid: [id('group')],
  setfsuid: [id('user')],
  setfsgid: [id('group')],
  setreuid: [id('user'), id('user')],
  setregid: [id('group'), id('group')],
  setresuid: [id('user'), id('user'), id('user')],
  setresgid: [id('group'), id('group'), id('group')],
  kill: [, signal],
  tkill: [, signal],
  tgkill: [, , signal],
  rt_sigaction: [signal],
  rt_sigqueueinfo: [, signal],
  pidfd_send_signal: [, signal],
  socket: [family, socketType, protocol],
  socketpair: [family, socketType],
  mmap: [, , bits(protections, 'PROT_NONE'), bits(mapFlags)],
  mprotect: [, , bits(protections, 'PROT_NONE')],
  ptrace: [row(ptraceRequests)],
  mount: [, , , bits(mountFlags)],
  umount2: [, bits(unmountFlags)],
  unshare: [bits(cloneFlags)],
  setns: [, bits(cloneFlags)],
  clone: [clone],
  lseek: [, , row(seekOrigins)],
  fcntl: [, row(fcntlCommands)],
  dup3: [, , pipeFlags],
  pipe2: [, pipeFlags],
  open_tree: [directory],
  setrlimit: [row(resources)],
  getrlimit: [row(resources)],
  prlimit64: [, row(resources)],
  prctl: [row(prctlOptions), prctlArgument],
  epoll_ctl: [, row(epollOperations)],
  clock_settime: [row(clocks)],
  clock_gettime: [row(clocks)],
  clock_adjtime: [row(clocks)],
  clock_nanosleep: [row(clocks)],
  timer_create: [row(clocks)],
  sched_setscheduler: [, policy],
  sendto: [, , , bits(messageFlags)],
  recvfrom: [, , , bits(messageFlags)],
  sendmsg: [, , bits(messageFlags)],
  recvmsg: [, , bits(messageFlags)],
  sendmmsg: [, , , bits(messageFlags)],
  recvmmsg: [, , , bits(messageFlags)],
  recv: [, , , bits(messageFlags)],
  send: [, , , bits(messageFlags)],
  getsockopt: [, level, option],
  setsockopt: [, level, option],
  ioctl: [, request],
  personality: [row(personalities)],
  socketcall: [row(socketCalls)],
  shmget: [, , ipc],
  semget: [, , ipc],
  msgget: [, ipc],
  mq_open: [, openFlags, modeIfCreated(1)],
  exit: [status],
  exit_group: [status],
  rt_tgsigqueueinfo: [, , signal],
  seccomp: [row(seccompOperations)],
  bpf: [(value) => bpfCommands[value] ?? hex(value)],
};

/** Calls of 32-bit machines whose arguments are those of another one, with wider ids. */
const sameAs: Readonly<Record<string, string>> = Object.fromEntries(
  'chown fchown lchown setuid setgid setfsuid setfsgid setreuid setregid setresuid setresgid'
    .split(' ')
    .map((name): [string, string] => [`${name}32`, name])
    .concat([['fcntl64', 'fcntl']]),
);

function readingOf(syscall: string, index: number): ArgumentReading | undefined {
  const name = Object.hasOwn(sameAs, syscall) ? (sameAs[syscall] ?? syscall) : syscall;
  return Object.hasOwn(readings, name) ? readings[name]?.[index] : undefined;
}

/** The reading of argument `index` (0–3) of a system call, from its logged hex digits. */
export function readSyscallArgument(syscall: string, index: number, digits: string, scope: SyscallScope): string {
  const reading = readingOf(syscall, index);
  if (reading === undefined || !/^[0-9a-fA-F]{1,16}$/.test(digits)) return `0x${digits}`;
  const value = numberOfArgument(digits);
  const text = reading(value, scope);
  return text === hex(value) ? `0x${digits}` : text;
}

/** What is wider than numbers are exact is an int that was stretched to 64 bits: its lower half counts. */
export function numberOfArgument(digits: string): number {
  return Number.parseInt(digits.length > 13 ? digits.slice(-8) : digits, 16);
}

/** Can this argument of this call be read as more than a number? */
export function hasReading(syscall: string, index: number): boolean {
  return readingOf(syscall, index) !== undefined;
}
