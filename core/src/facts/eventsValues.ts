/**
 * Values in records and what they mean. From the kernel's uapi headers (named at each table); they change by addition
 * only. Bits are numbers up to 2^52, so that JavaScript's numbers hold them.
 */
export type Bits = readonly (readonly [bit: number, name: string])[];

/** linux/audit.h, AUDIT_ARCH_*: ELF machine with bits for 64 (0x80000000) and little-endian (0x40000000). */
export const elfArchitectures: ReadonlyMap<number, string> = new Map([
  [0xc000003e, 'x86_64'],
  [0x40000003, 'i386'],
  [0xc00000b7, 'aarch64'],
  [0x40000028, 'arm'],
  [0x00000028, 'armeb'],
  [0x80000016, 's390x'],
  [0x00000016, 's390'],
  [0xc0000015, 'ppc64le'],
  [0x80000015, 'ppc64'],
  [0x00000014, 'ppc'],
  [0xc00000f3, 'riscv64'],
  [0x400000f3, 'riscv32'],
  [0xc0000102, 'loongarch64'],
]);

/** linux/capability.h, by number. */
export const capabilities: readonly string[] = (
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service ' +
  'net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin ' +
  'sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override ' +
  'mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'
).split(' ');

/** asm-generic/signal.h, by number (x86, arm, riscv, s390, ppc); 0 only asks whether a process is there. */
export const signals: readonly string[] = (
  'SIG0 SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM ' +
  'SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO ' +
  'SIGPWR SIGSYS'
).split(' ');

/** linux/socket.h, AF_*, under the names that audit's own tools use. */
export const addressFamilies: ReadonlyMap<number, string> = new Map(
  (
    'local inet ax25 ipx appletalk netrom bridge atmpvc x25 inet6 rose decnet netbeui security key netlink packet ash econet ' +
    'atmsvc rds sna irda pppox wanpipe llc ib mpls can tipc bluetooth iucv rxrpc isdn phonet ieee802154 caif alg nfc vsock ' +
    'kcm qipcrtr smc xdp mctp'
  )
    .split(' ')
    .map((name, index) => [index + 1, name]),
);

/** asm-generic/fcntl.h; the access mode (lowest two bits) is read apart. */
const commonOpenFlags: Bits = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o10000, 'O_DSYNC'],
  [0o20000, 'O_ASYNC'],
];
const laterOpenFlags: Bits = [
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o4000000, '__O_SYNC'],
  [0o10000000, 'O_PATH'],
  [0o20000000, '__O_TMPFILE'],
];
export const openFlags: Bits = [
  ...commonOpenFlags,
  [0o40000, 'O_DIRECT'],
  [0o200000, 'O_DIRECTORY'],
  [0o400000, 'O_NOFOLLOW'],
  ...laterOpenFlags,
];
/** arm, arm64 and powerpc have their own numbers for these four (arch/.../uapi/asm/fcntl.h). O_LARGEFILE says nothing. */
export const openFlagsOfArm: Bits = [
  ...commonOpenFlags,
  [0o200000, 'O_DIRECT'],
  [0o40000, 'O_DIRECTORY'],
  [0o100000, 'O_NOFOLLOW'],
  ...laterOpenFlags,
];

/** asm-generic/mman-common.h. */
export const protections: Bits = [
  [1, 'PROT_READ'],
  [2, 'PROT_WRITE'],
  [4, 'PROT_EXEC'],
  [8, 'PROT_SEM'],
];
export const mapFlags: Bits = [
  [0x01, 'MAP_SHARED'],
  [0x02, 'MAP_PRIVATE'],
  [0x10, 'MAP_FIXED'],
  [0x20, 'MAP_ANONYMOUS'],
  [0x40, 'MAP_32BIT'],
  [0x100, 'MAP_GROWSDOWN'],
  [0x800, 'MAP_DENYWRITE'],
  [0x1000, 'MAP_EXECUTABLE'],
  [0x2000, 'MAP_LOCKED'],
  [0x4000, 'MAP_NORESERVE'],
  [0x8000, 'MAP_POPULATE'],
  [0x10000, 'MAP_NONBLOCK'],
  [0x20000, 'MAP_STACK'],
  [0x40000, 'MAP_HUGETLB'],
  [0x80000, 'MAP_SYNC'],
  [0x100000, 'MAP_FIXED_NOREPLACE'],
];

/** linux/mount.h, MS_*. */
export const mountFlags: Bits = [
  [0x1, 'MS_RDONLY'],
  [0x2, 'MS_NOSUID'],
  [0x4, 'MS_NODEV'],
  [0x8, 'MS_NOEXEC'],
  [0x10, 'MS_SYNCHRONOUS'],
  [0x20, 'MS_REMOUNT'],
  [0x40, 'MS_MANDLOCK'],
  [0x80, 'MS_DIRSYNC'],
  [0x100, 'MS_NOSYMFOLLOW'],
  [0x400, 'MS_NOATIME'],
  [0x800, 'MS_NODIRATIME'],
  [0x1000, 'MS_BIND'],
  [0x2000, 'MS_MOVE'],
  [0x4000, 'MS_REC'],
  [0x8000, 'MS_SILENT'],
  [0x10000, 'MS_POSIXACL'],
  [0x20000, 'MS_UNBINDABLE'],
  [0x40000, 'MS_PRIVATE'],
  [0x80000, 'MS_SLAVE'],
  [0x100000, 'MS_SHARED'],
  [0x200000, 'MS_RELATIME'],
  [0x1000000, 'MS_STRICTATIME'],
  [0x2000000, 'MS_LAZYTIME'],
];

/** linux/mount.h: umount2(2). */
export const unmountFlags: Bits = [
  [1, 'MNT_FORCE'],
  [2, 'MNT_DETACH'],
  [4, 'MNT_EXPIRE'],
  [8, 'UMOUNT_NOFOLLOW'],
];

/** linux/sched.h, CLONE_*; the lowest byte of clone's flags is a signal. */
export const cloneFlags: Bits = [
  [0x100, 'CLONE_VM'],
  [0x200, 'CLONE_FS'],
  [0x400, 'CLONE_FILES'],
  [0x800, 'CLONE_SIGHAND'],
  [0x1000, 'CLONE_PIDFD'],
  [0x2000, 'CLONE_PTRACE'],
  [0x4000, 'CLONE_VFORK'],
  [0x8000, 'CLONE_PARENT'],
  [0x10000, 'CLONE_THREAD'],
  [0x20000, 'CLONE_NEWNS'],
  [0x40000, 'CLONE_SYSVSEM'],
  [0x80000, 'CLONE_SETTLS'],
  [0x100000, 'CLONE_PARENT_SETTID'],
  [0x200000, 'CLONE_CHILD_CLEARTID'],
  [0x400000, 'CLONE_DETACHED'],
  [0x800000, 'CLONE_UNTRACED'],
  [0x1000000, 'CLONE_CHILD_SETTID'],
  [0x2000000, 'CLONE_NEWCGROUP'],
  [0x4000000, 'CLONE_NEWUTS'],
  [0x8000000, 'CLONE_NEWIPC'],
  [0x10000000, 'CLONE_NEWUSER'],
  [0x20000000, 'CLONE_NEWPID'],
  [0x40000000, 'CLONE_NEWNET'],
  [0x80000000, 'CLONE_IO'],
];

/** unistd.h: access(2). */
export const accessModes: Bits = [
  [1, 'X_OK'],
  [2, 'W_OK'],
  [4, 'R_OK'],
];

/** linux/openat2.h, RESOLVE_*. */
export const resolveFlags: Bits = [
  [1, 'RESOLVE_NO_XDEV'],
  [2, 'RESOLVE_NO_MAGICLINKS'],
  [4, 'RESOLVE_NO_SYMLINKS'],
  [8, 'RESOLVE_BENEATH'],
  [16, 'RESOLVE_IN_ROOT'],
  [32, 'RESOLVE_CACHED'],
];

/** linux/net.h: the type of a socket, its lowest four bits. */
export const socketTypes: ReadonlyMap<number, string> = new Map([
  [1, 'SOCK_STREAM'],
  [2, 'SOCK_DGRAM'],
  [3, 'SOCK_RAW'],
  [4, 'SOCK_RDM'],
  [5, 'SOCK_SEQPACKET'],
  [6, 'SOCK_DCCP'],
  [10, 'SOCK_PACKET'],
]);

/** linux/in.h, the common ones. */
export const internetProtocols: ReadonlyMap<number, string> = new Map([
  [0, 'ip'],
  [1, 'icmp'],
  [2, 'igmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [41, 'ipv6'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'ipv6-icmp'],
  [132, 'sctp'],
  [136, 'udplite'],
]);

/** linux/ptrace.h. */
export const ptraceRequests: ReadonlyMap<number, string> = new Map([
  [0, 'PTRACE_TRACEME'],
  [1, 'PTRACE_PEEKTEXT'],
  [2, 'PTRACE_PEEKDATA'],
  [3, 'PTRACE_PEEKUSER'],
  [4, 'PTRACE_POKETEXT'],
  [5, 'PTRACE_POKEDATA'],
  [6, 'PTRACE_POKEUSER'],
  [7, 'PTRACE_CONT'],
  [8, 'PTRACE_KILL'],
  [9, 'PTRACE_SINGLESTEP'],
  [12, 'PTRACE_GETREGS'],
  [13, 'PTRACE_SETREGS'],
  [16, 'PTRACE_ATTACH'],
  [17, 'PTRACE_DETACH'],
  [24, 'PTRACE_SYSCALL'],
  [0x4200, 'PTRACE_SETOPTIONS'],
  [0x4201, 'PTRACE_GETEVENTMSG'],
  [0x4206, 'PTRACE_SEIZE'],
  [0x4207, 'PTRACE_INTERRUPT'],
]);

/** linux/bpf.h, enum bpf_cmd. */
export const bpfCommands: readonly string[] = (
  'BPF_MAP_CREATE BPF_MAP_LOOKUP_ELEM BPF_MAP_UPDATE_ELEM BPF_MAP_DELETE_ELEM BPF_MAP_GET_NEXT_KEY BPF_PROG_LOAD BPF_OBJ_PIN ' +
  'BPF_OBJ_GET BPF_PROG_ATTACH BPF_PROG_DETACH BPF_PROG_TEST_RUN BPF_PROG_GET_NEXT_ID BPF_MAP_GET_NEXT_ID ' +
  'BPF_PROG_GET_FD_BY_ID BPF_MAP_GET_FD_BY_ID BPF_OBJ_GET_INFO_BY_FD BPF_PROG_QUERY BPF_RAW_TRACEPOINT_OPEN BPF_BTF_LOAD ' +
  'BPF_BTF_GET_FD_BY_ID BPF_TASK_FD_QUERY BPF_MAP_LOOKUP_AND_DELETE_ELEM BPF_MAP_FREEZE BPF_BTF_GET_NEXT_ID ' +
  'BPF_MAP_LOOKUP_BATCH BPF_MAP_LOOKUP_AND_DELETE_BATCH BPF_MAP_UPDATE_BATCH BPF_MAP_DELETE_BATCH BPF_LINK_CREATE ' +
  'BPF_LINK_UPDATE BPF_LINK_GET_FD_BY_ID BPF_LINK_GET_NEXT_ID BPF_ENABLE_STATS BPF_ITER_CREATE BPF_LINK_DETACH ' +
  'BPF_PROG_BIND_MAP BPF_TOKEN_CREATE'
).split(' ');

/** linux/audit.h, AUDIT_FILTER_*: `list=` of CONFIG_CHANGE. */
export const filterLists: ReadonlyMap<string, string> = new Map([
  ['0', 'user'],
  ['1', 'task'],
  ['2', 'entry'],
  ['3', 'watch'],
  ['4', 'exit'],
  ['5', 'exclude'],
  ['6', 'filesystem'],
  ['7', 'io_uring'],
]);

/** linux/netfilter.h, NFPROTO_*: `family=` of NETFILTER_CFG. */
export const netfilterFamilies: ReadonlyMap<string, string> = new Map([
  ['0', 'unspecified'],
  ['1', 'inet'],
  ['2', 'ipv4'],
  ['3', 'arp'],
  ['5', 'netdev'],
  ['7', 'bridge'],
  ['10', 'ipv6'],
  ['12', 'decnet'],
]);

/** linux/seccomp.h, SECCOMP_RET_* without the data in the lowest 16 bits: `code=` of SECCOMP. */
export const seccompActions: ReadonlyMap<number, string> = new Map([
  [0x80000000, 'kill'],
  [0x00000000, 'kill'],
  [0x00030000, 'trap'],
  [0x00050000, 'errno'],
  [0x7fc00000, 'user-notify'],
  [0x7ff00000, 'trace'],
  [0x7ffc0000, 'log'],
  [0x7fff0000, 'allow'],
]);

/** linux/stat.h, S_IFMT. */
export const fileTypes: ReadonlyMap<number, string> = new Map([
  [0o140000, 'socket'],
  [0o120000, 'link'],
  [0o100000, 'file'],
  [0o060000, 'block'],
  [0o040000, 'dir'],
  [0o020000, 'character'],
  [0o010000, 'fifo'],
]);
