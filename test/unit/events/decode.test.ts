import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../core/src/events/decode';
import { commandLine, executedArguments } from '../../../core/src/events/eventFields';
import { readSocketAddress } from '../../../core/src/events/socketAddress';
import { inRepository } from '../../kit/repository';
import { collect, eventOf, record } from './events';

const stamp = 'msg=audit(1700000000.001:7):';

function read(type: string, body: string): Record<string, string> {
  return Object.fromEntries(
    decodeRecord(record(`type=${type} ${stamp} ${body}`)).map(({ name, value }) => [name, value]),
  );
}

describe('values as a person reads them', () => {
  it.each([
    ['CWD', 'cwd=2F7372762F64656D6F2F73756220646972', { cwd: '/srv/demo/sub dir' }],
    ['CWD', 'cwd="/root"', { cwd: '/root' }],
    ['PATH', 'name=(null) nametype=UNKNOWN', { name: '(null)' }],
    ['PATH', 'name=2F746D702F6772C3BCC39F65', { name: '/tmp/grüße' }],
    ['PATH', 'name=2F746D702FFF', { name: '/tmp/\ufffd' }],
    [
      'PATH',
      'mode=0104755 cap_fp=0000000000003000 cap_fi=0',
      { mode: 'file,suid,755', cap_fp: 'net_admin,net_raw', cap_fi: 'none' },
    ],
    ['PATH', 'mode=040755 inode=123456', { mode: 'dir,755', inode: '123456' }],
    ['PROCTITLE', 'proctitle=617564697464002D6E', { proctitle: 'auditd -n' }],
    [
      'SYSCALL',
      'arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a2=80241 a3=1b6',
      {
        arch: 'x86_64',
        syscall: 'openat',
        exit: 'EACCES(Permission denied)',
        a0: 'AT_FDCWD',
        a2: 'O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC',
        a3: '0666',
      },
    ],
    ['SYSCALL', 'arch=40000003 syscall=5 a1=8000', { arch: 'i386', syscall: 'open', a1: 'O_RDONLY' }],
    ['SYSCALL', 'arch=c00000b7 syscall=56 a2=4000', { arch: 'aarch64', syscall: 'openat', a2: 'O_RDONLY|O_DIRECTORY' }],
    ['SYSCALL', 'arch=c00000f3 syscall=56', { arch: 'riscv64', syscall: 'openat' }],
    ['SYSCALL', 'arch=c000003e syscall=62 a0=1 a1=9', { a1: 'SIGKILL' }],
    ['SYSCALL', 'arch=c000003e syscall=90 a1=1ed', { syscall: 'chmod', a1: '0755' }],
    [
      'SYSCALL',
      'arch=c000003e syscall=41 a0=2 a1=80801 a2=6',
      { a0: 'inet', a1: 'SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC', a2: 'tcp' },
    ],
    ['SYSCALL', 'arch=c000003e syscall=99999 a0=12', { syscall: 'unknown-syscall(99999)', a0: '0x12' }],
    [
      'SYSCALL',
      'auid=4294967295 uid=0 gid=1000 ses=4294967295 key=7265706F72740170726F6772616D73',
      {
        auid: 'unset',
        uid: 'root',
        gid: '1000',
        ses: 'unset',
        key: 'report, programs',
      },
    ],
    ['SYSCALL', 'auid=1000 uid=33\x1dAUID="ops" UID="www-data"', { auid: 'ops', uid: 'www-data' }],
    ['EXECVE', 'argc=2 a0="ls" a1=2D6C61202F', { a0: 'ls', a1: '-la /' }],
    ['SOCKADDR', 'saddr=020000097F0000010000000000000000', { saddr: '{ saddr_fam=inet laddr=127.0.0.1 lport=9 }' }],
    ['CONFIG_CHANGE', 'op=add_rule list=4 res=1', { list: 'exit', res: 'yes' }],
    [
      'USER_LOGIN',
      "pid=1 msg='op=login acct=28696E76616C6964207573657229 res=failed'",
      { acct: '(invalid user)', res: 'failed' },
    ],
    ['SECCOMP', 'sig=31 arch=c000003e syscall=16 code=0x7ffc0000', { sig: 'SIGSYS', syscall: 'ioctl', code: 'log' }],
    ['NETFILTER_CFG', 'table=filter family=2', { family: 'ipv4' }],
    [
      'TTY',
      'tty pid=1 data=6C73202D6C0D1B5B410303227F41',
      { data: '"ls -l",<ret>,<up>,<^C>,<^C>,"\\"",<backspace>,"A"' },
    ],
    ['USER_TTY', 'pid=1 data="ls"', { data: '"ls"' }],
    ['SOCKETCALL', 'nargs=2 a0=2 a1=1f', { a0: '0x2', a1: '0x1f' }],
    ['MQ_NOTIFY', 'mqdes=3 sigev_signo=10', { sigev_signo: 'SIGUSR1' }],
    ['SECCOMP', 'sig=0 code=0x7fc00000', { sig: 'SIG0', code: 'user-notify' }],
    [
      'SOCKADDR',
      `saddr=0A000050000000${'00'}FE80000000000000000000000000000102000000`,
      { saddr: '{ saddr_fam=inet6 laddr=fe80::1%2 lport=80 }' },
    ],
    ['SYSCALL', 'arch=40000003 syscall=102 a0=3 a1=bf', { a0: 'connect' }],
    ['SYSCALL', 'arch=40000003 syscall=212 a0=bf a1=0 a2=ffffffff', { syscall: 'chown32', a1: 'root', a2: 'unset' }],
    ['SYSCALL', 'arch=c000003e syscall=54 a0=3 a1=1 a2=2', { a1: 'SOL_SOCKET', a2: 'SO_REUSEADDR' }],
    ['SYSCALL', 'arch=c000003e syscall=54 a0=3 a1=29 a2=1a', { a1: 'ipv6', a2: 'IPV6_V6ONLY' }],
    ['SYSCALL', 'arch=c000003e syscall=54 a0=3 a1=107 a2=1', { a1: 'SOL_PACKET', a2: 'PACKET_ADD_MEMBERSHIP' }],
    ['SYSCALL', 'arch=c000003e syscall=54 a0=3 a1=0 a2=ff', { a1: 'ip', a2: '0xff' }],
    ['SYSCALL', 'arch=c000003e syscall=16 a0=3 a1=5413 a2=0', { a1: 'TIOCGWINSZ' }],
    ['SYSCALL', 'arch=c0000015 syscall=54 a0=3 a1=5413 a2=0', { syscall: 'ioctl', a1: '0x5413' }],
    ['SYSCALL', 'arch=c000003e syscall=135 a0=8', { syscall: 'personality', a0: 'PER_LINUX32' }],
    ['SYSCALL', 'arch=c000003e syscall=160 a0=ffffffffffffff9c', { a0: '0xffffffffffffff9c' }],
    ['SYSCALL', 'arch=c000003e syscall=157 a0=1 a1=9', { a0: 'PR_SET_PDEATHSIG', a1: 'SIGKILL' }],
    ['SYSCALL', 'arch=c000003e syscall=231 a0=1', { a0: 'EXIT_FAILURE' }],
    ['ANOM_PROMISCUOUS', 'dev=eth0 prom=256 old_prom=0', { prom: 'yes', old_prom: 'no' }],
    ['CAPSET', 'cap_pe=ffffffffffffffff', { cap_pe: expect.stringContaining('checkpoint_restore,cap_41') as string }],
  ])('%s %s', (type, body, expected) => {
    expect(read(type, body)).toMatchObject(expected);
  });

  it('uses the names of the host that wrote the log where no enriched part says them', () => {
    const naming = { user: (id: string) => (id === '1000' ? 'ops' : undefined) };
    const fields = decodeRecord(record(`type=SYSCALL ${stamp} auid=1000 uid=1001`), naming);
    expect(fields.map(({ value }) => value)).toEqual(['ops', '1001']);
  });
});

describe('arguments of EXECVE', () => {
  it('that are long are joined before they are decoded, wherever they were cut', () => {
    const text = 'grüße\t'.repeat(40);
    const hex = Buffer.from(text).toString('hex').toUpperCase();
    for (const cut of [1, 7, 8, 9, 200, 333]) {
      const event = eventOf(
        `type=EXECVE ${stamp} argc=3 a0="sh" a1_len=${hex.length} a1[0]=${hex.slice(0, cut)}`,
        `type=EXECVE ${stamp}  a1[1]=${hex.slice(cut)}`,
        `type=EXECVE ${stamp}  a2="end"`,
      );
      expect(executedArguments(event)).toEqual(['sh', text, 'end']);
    }
  });

  it('of 9,000 bytes in a real log are whole', () => {
    const events = collect(readFileSync(inRepository('test/data/logs/local-raw.log')));
    const longest = Math.max(...events.flatMap((event) => executedArguments(event).map((word) => word.length)));
    expect(longest).toBe(9000);
  });

  it('are written as one would type them', () => {
    const event = eventOf(`type=EXECVE ${stamp} argc=4 a0="echo" a1=6120622024782027 a2="--x=1" a3=`);
    expect(commandLine(event)).toBe(`echo 'a b $x '\\''' --x=1 ''`);
  });
});

describe('socket addresses', () => {
  it.each([
    ['020000507F000001', { family: 'inet', address: '127.0.0.1', port: 80 }],
    ['0A00001600000000FE800000000000000000000000000001', { family: 'inet6', address: 'fe80::1', port: 22 }],
    ['0A000016000000000000000000000000000000000000000100000000', { family: 'inet6', address: '::1', port: 22 }],
    ['0A0000500000000000000000000000000000FFFF0A000001', { family: 'inet6', address: '::ffff:10.0.0.1', port: 80 }],
    ['01002F7661722F72756E2F782E736F636B00', { family: 'local', path: '/var/run/x.sock' }],
    ['0100002F746D702F58', { family: 'local', path: '@/tmp/X' }],
    ['100000000000000000000000', { family: 'netlink', pid: 0 }],
    ['000200507F000001', { family: 'inet', address: '127.0.0.1', port: 80 }],
    ['28000000FFFFFFFF0200000000000000', { family: 'vsock', address: '2', port: 4294967295 }],
    ['{ saddr_fam=inet laddr=10.0.0.1 lport=80 }', { family: 'inet', address: '10.0.0.1', port: 80 }],
    ['0200', { family: 'inet' }],
    ['xyz', undefined],
  ])('%s', (value, expected) => {
    expect(readSocketAddress(value)).toEqual(expected);
  });
});
