import {
  internet6OptionTable,
  internetOptionTable,
  ioctlTable,
  levelTable,
  packetOptionTable,
  personalityTable,
  socketOptionTable,
  tcpOptionTable,
  udpOptionTable,
} from './eventsCallOptions.generated';
import type { Bits } from './eventsValues';

// Values of system calls' arguments, by the headers that are named; they change by addition only. Renewed by reading the
// headers of a newer kernel.

function numbered(names: string, from = 0): ReadonlyMap<number, string> {
  const rows: [number, string][] = [];
  names.split(' ').forEach((name, index) => {
    if (name !== '-') rows.push([from + index, name]);
  });
  return new Map(rows);
}

/** linux/fs.h, SEEK_*. */
export const seekOrigins = numbered('SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE');

/** asm-generic/fcntl.h and linux/fcntl.h, F_*. */
export const fcntlCommands: ReadonlyMap<number, string> = new Map([
  ...numbered(
    'F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_SETOWN F_GETOWN F_SETSIG F_GETSIG F_GETLK64 ' +
      'F_SETLK64 F_SETLKW64 F_SETOWN_EX F_GETOWN_EX F_GETOWNER_UIDS',
  ),
  ...numbered('F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW', 36),
  ...numbered(
    'F_SETLEASE F_GETLEASE F_NOTIFY - - F_CANCELLK F_DUPFD_CLOEXEC F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS ' +
      'F_GET_RW_HINT F_SET_RW_HINT F_GET_FILE_RW_HINT F_SET_FILE_RW_HINT',
    1024,
  ),
]);

/** asm-generic/resource.h, RLIMIT_*. */
export const resources = numbered(
  'RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_RSS RLIMIT_NPROC RLIMIT_NOFILE RLIMIT_MEMLOCK ' +
    'RLIMIT_AS RLIMIT_LOCKS RLIMIT_SIGPENDING RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO RLIMIT_RTTIME',
);

/** linux/prctl.h, PR_*. */
export const prctlOptions = numbered(
  '- PR_SET_PDEATHSIG PR_GET_PDEATHSIG PR_GET_DUMPABLE PR_SET_DUMPABLE PR_GET_UNALIGN PR_SET_UNALIGN PR_GET_KEEPCAPS ' +
    'PR_SET_KEEPCAPS PR_GET_FPEMU PR_SET_FPEMU PR_GET_FPEXC PR_SET_FPEXC PR_GET_TIMING PR_SET_TIMING PR_SET_NAME ' +
    'PR_GET_NAME - - PR_GET_ENDIAN PR_SET_ENDIAN PR_GET_SECCOMP PR_SET_SECCOMP PR_CAPBSET_READ PR_CAPBSET_DROP PR_GET_TSC ' +
    'PR_SET_TSC PR_GET_SECUREBITS PR_SET_SECUREBITS PR_SET_TIMERSLACK PR_GET_TIMERSLACK PR_TASK_PERF_EVENTS_DISABLE ' +
    'PR_TASK_PERF_EVENTS_ENABLE PR_MCE_KILL PR_MCE_KILL_GET PR_SET_MM PR_SET_CHILD_SUBREAPER PR_GET_CHILD_SUBREAPER ' +
    'PR_SET_NO_NEW_PRIVS PR_GET_NO_NEW_PRIVS PR_GET_TID_ADDRESS PR_SET_THP_DISABLE PR_GET_THP_DISABLE ' +
    'PR_MPX_ENABLE_MANAGEMENT PR_MPX_DISABLE_MANAGEMENT PR_SET_FP_MODE PR_GET_FP_MODE PR_CAP_AMBIENT - - PR_SVE_SET_VL ' +
    'PR_SVE_GET_VL PR_GET_SPECULATION_CTRL PR_SET_SPECULATION_CTRL PR_PAC_RESET_KEYS PR_SET_TAGGED_ADDR_CTRL ' +
    'PR_GET_TAGGED_ADDR_CTRL PR_SET_IO_FLUSHER PR_GET_IO_FLUSHER PR_SET_SYSCALL_USER_DISPATCH PR_PAC_SET_ENABLED_KEYS ' +
    'PR_PAC_GET_ENABLED_KEYS PR_SCHED_CORE PR_SME_SET_VL PR_SME_GET_VL',
);

/** linux/eventpoll.h, EPOLL_CTL_*. */
export const epollOperations = numbered('EPOLL_CTL_ADD EPOLL_CTL_DEL EPOLL_CTL_MOD', 1);

/** linux/time.h, CLOCK_*. */
export const clocks = numbered(
  'CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID CLOCK_THREAD_CPUTIME_ID CLOCK_MONOTONIC_RAW ' +
    'CLOCK_REALTIME_COARSE CLOCK_MONOTONIC_COARSE CLOCK_BOOTTIME CLOCK_REALTIME_ALARM CLOCK_BOOTTIME_ALARM - CLOCK_TAI',
);

/** linux/sched.h, SCHED_*. */
export const schedulingPolicies = numbered('SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH - SCHED_IDLE SCHED_DEADLINE');

/** linux/socket.h, MSG_*. */
export const messageFlags: Bits = [
  [0x1, 'MSG_OOB'],
  [0x2, 'MSG_PEEK'],
  [0x4, 'MSG_DONTROUTE'],
  [0x8, 'MSG_CTRUNC'],
  [0x10, 'MSG_PROXY'],
  [0x20, 'MSG_TRUNC'],
  [0x40, 'MSG_DONTWAIT'],
  [0x80, 'MSG_EOR'],
  [0x100, 'MSG_WAITALL'],
  [0x200, 'MSG_FIN'],
  [0x400, 'MSG_SYN'],
  [0x800, 'MSG_CONFIRM'],
  [0x1000, 'MSG_RST'],
  [0x2000, 'MSG_ERRQUEUE'],
  [0x4000, 'MSG_NOSIGNAL'],
  [0x8000, 'MSG_MORE'],
  [0x10000, 'MSG_WAITFORONE'],
  [0x40000, 'MSG_BATCH'],
  [0x4000000, 'MSG_ZEROCOPY'],
  [0x20000000, 'MSG_FASTOPEN'],
  [0x40000000, 'MSG_CMSG_CLOEXEC'],
];

/** linux/seccomp.h, SECCOMP_SET_* and others. */
export const seccompOperations = numbered(
  'SECCOMP_SET_MODE_STRICT SECCOMP_SET_MODE_FILTER SECCOMP_GET_ACTION_AVAIL SECCOMP_GET_NOTIF_SIZES',
);

/** linux/net.h, SYS_*: the call inside socketcall(2) of i386, ppc and s390. */
export const socketCalls = numbered(
  'socket bind connect listen accept getsockname getpeername socketpair send recv sendto recvfrom shutdown setsockopt ' +
    'getsockopt sendmsg recvmsg accept4 recvmmsg sendmmsg',
  1,
);

/** Rows of a name and its number. */
function byNumber(table: string): ReadonlyMap<number, string> {
  return new Map(
    table.split('\n').map((row): [number, string] => {
      const [name = '', number] = row.split(' ');
      return [Number(number), name];
    }),
  );
}

/** SOL_* above the numbers of protocols. */
export const socketLevels = byNumber(levelTable);

/** Options by the level of the socket. Those of SOL_SOCKET, 1, are numbered so on x86, arm, riscv and s390. */
export const optionsOfLevel: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [0, byNumber(internetOptionTable)],
  [1, byNumber(socketOptionTable)],
  [6, byNumber(tcpOptionTable)],
  [17, byNumber(udpOptionTable)],
  [41, byNumber(internet6OptionTable)],
  [263, byNumber(packetOptionTable)],
]);

/** Requests to terminals, sockets, consoles and drives, as they are numbered on x86, arm, riscv and s390. */
export const ioctlRequests = byNumber(ioctlTable);

/** personality(2). */
export const personalities = byNumber(personalityTable);

/** linux/ipc.h. */
export const ipcFlags: Bits = [
  [0o1000, 'IPC_CREAT'],
  [0o2000, 'IPC_EXCL'],
  [0o4000, 'IPC_NOWAIT'],
];
