/**
 * Events as an x86_64 sender with log_format = ENRICHED hands them to its plugins: what a lab shows to people, and
 * what tests feed when any event of a kind will do. Each gives the records of one event, without `node=`.
 */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly serial: number;
}

/** What a person does or tries on the host. */
export interface Doing {
  /** Who logged in: uid and name. */
  readonly login: Account;
  /** As whom it is done. */
  readonly as: Account;
  readonly session: number;
  readonly pid: number;
}
export type Account = readonly [uid: number, name: string];

/** What auditd puts between a record and the names that it looked up (0x1D). */
const enriched = '\x1d';
const root: Account = [0, 'root'];

/** A program is started: SYSCALL, EXECVE, CWD, PATH, PROCTITLE. */
export function programStarted(
  stamp: Stamp,
  doing: Doing,
  words: readonly [string, ...string[]],
  key: string,
): string[] {
  const program = words[0];
  const args = words.map((word, index) => `a${index}=${logged(word)}`).join(' ');
  return [
    syscall(stamp, doing, { number: 59, name: 'execve', exit: 0, program, key }),
    `type=EXECVE ${message(stamp)} argc=${words.length} ${args}`,
    cwd(stamp, `/home/${doing.login[1]}`),
    pathRecord(stamp, program, 0o100755),
    proctitle(stamp, words),
  ];
}

/** A file is opened, or would be if `exit` were not below 0 (-13: permission denied). */
export function fileOpened(
  stamp: Stamp,
  doing: Doing,
  words: readonly [string, ...string[]],
  file: string,
  exit: number,
  key: string,
): string[] {
  return [
    syscall(stamp, doing, { number: 257, name: 'openat', exit, program: words[0], key }),
    cwd(stamp, `/home/${doing.login[1]}`),
    pathRecord(stamp, file, 0o100640),
    proctitle(stamp, words),
  ];
}

/** A connection to an IPv4 address is tried. */
export function connected(
  stamp: Stamp,
  doing: Doing,
  words: readonly [string, ...string[]],
  address: string,
  port: number,
  key: string,
): string[] {
  const bytes = [2, 0, port >> 8, port & 255, ...address.split('.').map(Number), 0, 0, 0, 0, 0, 0, 0, 0];
  const family = `{ saddr_fam=inet laddr=${address} lport=${port} }`;
  return [
    syscall(stamp, doing, { number: 42, name: 'connect', exit: 0, program: words[0], key }),
    `type=SOCKADDR ${message(stamp)} saddr=${Buffer.from(bytes).toString('hex').toUpperCase()}${enriched}SADDR=${family}`,
    proctitle(stamp, words),
  ];
}

/** sudo runs a command. */
export function sudoRan(stamp: Stamp, doing: Doing, command: string): string[] {
  const inner = `cwd="/home/${doing.login[1]}" cmd=${hex(command)} exe="/usr/bin/sudo" terminal=pts/0 res=success`;
  return [userRecord(stamp, 'USER_CMD', { ...doing, as: doing.login }, inner)];
}

/** Someone logs in by ssh, or fails to. */
export function loggedIn(
  stamp: Stamp,
  pid: number,
  account: Account,
  address: string,
  result: 'success' | 'failed',
): string[] {
  const rest = `exe="/usr/sbin/sshd" hostname=${address} addr=${address} terminal=ssh res=${result}`;
  if (result === 'failed') {
    const nobody: Doing = { login: [4294967295, 'unset'], as: root, session: 4294967295, pid };
    return [userRecord(stamp, 'USER_LOGIN', nobody, `op=login acct="${account[1]}" ${rest}`)];
  }
  const doing: Doing = { login: account, as: root, session: 2 + (pid % 100), pid };
  return [userRecord(stamp, 'USER_LOGIN', doing, `op=login id=${account[0]} ${rest}`) + ` ID="${account[1]}"`];
}

/** A user is made. */
export function userAdded(stamp: Stamp, doing: Doing, name: string): string[] {
  const inner = `op=add-user acct="${name}" exe="/usr/sbin/useradd" hostname=? addr=? terminal=pts/0 res=success`;
  return [userRecord(stamp, 'ADD_USER', doing, inner)];
}

/** systemd starts a unit. */
export function serviceStarted(stamp: Stamp, unit: string): string[] {
  const doing: Doing = { login: [4294967295, 'unset'], as: root, session: 4294967295, pid: 1 };
  const inner = `unit=${unit} comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success`;
  return [userRecord(stamp, 'SERVICE_START', doing, inner)];
}

interface Call {
  readonly number: number;
  readonly name: string;
  readonly exit: number;
  readonly program: string;
  readonly key: string;
}

function syscall(stamp: Stamp, doing: Doing, call: Call): string {
  const { login, as, session, pid } = doing;
  const success = call.exit < 0 ? 'no' : 'yes';
  const ids = ['uid', 'gid', 'euid', 'suid', 'fsuid', 'egid', 'sgid', 'fsgid'];
  const comm = call.program.slice(call.program.lastIndexOf('/') + 1).slice(0, 15);
  return (
    `type=SYSCALL ${message(stamp)} arch=c000003e syscall=${call.number} success=${success} exit=${call.exit} ` +
    `a0=ffffff9c a1=7ffd1e0b a2=0 a3=0 items=1 ppid=${pid - 1} pid=${pid} auid=${login[0]} ` +
    `${ids.map((id) => `${id}=${as[0]}`).join(' ')} tty=pts0 ses=${session} comm=${logged(comm)} ` +
    `exe=${logged(call.program)} key="${call.key}"${enriched}ARCH=x86_64 SYSCALL=${call.name} AUID="${login[1]}" ` +
    ids.map((id) => `${id.toUpperCase()}="${as[1]}"`).join(' ')
  );
}

function userRecord(stamp: Stamp, type: string, { login, as, session, pid }: Doing, inner: string): string {
  return (
    `type=${type} ${message(stamp)} pid=${pid} uid=${as[0]} auid=${login[0]} ses=${session} ` +
    `msg='${inner}'${enriched}UID="${as[1]}" AUID="${login[1]}"`
  );
}

function cwd(stamp: Stamp, folder: string): string {
  return `type=CWD ${message(stamp)} cwd=${logged(folder)}`;
}

function pathRecord(stamp: Stamp, file: string, mode: number): string {
  return (
    `type=PATH ${message(stamp)} item=0 name=${logged(file)} inode=1311 dev=fe:00 mode=0${mode.toString(8)} ouid=0 ogid=0 ` +
    `rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0${enriched}OUID="root" OGID="root"`
  );
}

function proctitle(stamp: Stamp, words: readonly string[]): string {
  return `type=PROCTITLE ${message(stamp)} proctitle=${hex(words.join('\0'))}`;
}

function message({ time, serial }: Stamp): string {
  const seconds = Math.floor(time / 1000);
  return `msg=audit(${seconds}.${String(time % 1000).padStart(3, '0')}:${serial}):`;
}

/** As the kernel writes text that others chose: quoted, or in hex where a quoted form could be misread. */
function logged(text: string): string {
  return /^[\x21\x23-\x7e]*$/.test(text) ? `"${text}"` : hex(text);
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase();
}
