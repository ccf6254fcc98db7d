import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import { recordInSyslog } from '../../../core/src/events/syslogLine';

const user = "type=USER_CMD msg=audit(1795414430.607:880): pid=1 uid=0 msg='cmd=6C73 res=success'";

describe('a record inside a line of syslog', () => {
  const lines: readonly [name: string, line: string, node: string, type: string][] = [
    ['the usual form', `Nov 23 07:00:01 web1 audisp-syslog: ${user}`, 'web1', 'USER_CMD'],
    ['a day of one digit', `Nov  3 07:00:01 web1 audispd: ${user}`, 'web1', 'USER_CMD'],
    ['RFC 3339 time', `2026-11-23T07:00:02.123456+00:00 web2 audisp-syslog[12]: ${user}`, 'web2', 'USER_CMD'],
    ['RFC 5424', `<30>1 2026-11-23T07:00:04Z web4 audisp-syslog 12 - - ${user}`, 'web4', 'USER_CMD'],
    ['a node of its own', `Nov 23 07:00:01 relay audisp-syslog: node=web5 ${user}`, 'web5', 'USER_CMD'],
    [
      'the kernel’s own',
      'Nov 23 07:00:03 web3 kernel: [ 1234.567] audit: type=1400 audit(1795414432.607:882): apparmor="DENIED" name="/x"',
      'web3',
      'AVC',
    ],
  ];
  it.each(lines)('%s', (_, line, node, type) => {
    expect(parseRecord(line)).toMatchObject({ node, type });
  });

  it('other lines of syslog are none', () => {
    for (const line of [
      'Nov 23 07:00:05 web1 sshd[12]: Accepted publickey for root',
      'Nov 23 07:00:05 web1 app: type=USER_CMD but no stamp',
      `no header ${user}`,
    ]) {
      expect(isMalformed(parseRecord(line))).toBe(true);
    }
  });

  it('a line of an audit log stays what it is', () => {
    const line = `${user} Nov 23 07:00:01 web1 x: ${user}`;
    expect(parseRecord(line)).toMatchObject({ node: null, raw: line });
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        recordInSyslog(`Nov 23 07:00:01 ${a} ${b}: ${user}`);
        recordInSyslog(a + b);
      }),
    );
  });
});
