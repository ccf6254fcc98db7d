import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggedValue } from '../../../core/src/events/eventFields';
import { isMalformed, parseRecord, parseRecordInPlace, plainRecord } from '../../../core/src/events/record';
import { record } from './events';

const stamp = 'msg=audit(1700000000.001:7):';
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const fields = (line: string) => record(line).fields.map(({ name, value }) => `${name}|${value}`);

describe('a record', () => {
  it('has its node, type, stamp and fields', () => {
    const read = record(`node=web1 type=CWD ${stamp} cwd="/root"`);
    expect(plainRecord(read)).toEqual({
      node: 'web1',
      type: 'CWD',
      sec: 1700000000,
      ms: 1,
      serial: 7,
      fields: [{ name: 'cwd', value: '"/root"' }],
      enriched: [],
      raw: `node=web1 type=CWD ${stamp} cwd="/root"`,
    });
  });

  it('is the same where it stands in a block, also when its beginning is known', () => {
    const lines = [
      ...[
        '',
        'node=web1 ',
        'node=web2 ',
        'node=(null) ',
        'node=(1.001:5): ',
        'node=a(b) ',
        'node=a node=b ',
        '  ',
        'node= ',
        '(',
        'node=type=(',
      ],
      ...[`node=${'n'.repeat(200)} `, 'node=web1 audit( '],
    ].flatMap((front) => [
      `${front}type=CWD ${stamp} a=1`,
      `${front}type=CWD ${stamp}`,
      `${front}type=CWD ${stamp.replace(':7', ':8')} b=(2)`,
      `${front}type=CWD  ${stamp} a=1`,
      `${front}type=1307 audit(1700000000.001:7): a=1`,
      `${front}type=CWD msg=audit(x): a=1`,
      `${front}type=CWD msg=audit(`,
      `${front}type=CW`,
    ]);
    const reader = { latin1: (bytes: Uint8Array, from: number, to: number) => latin1(bytes.subarray(from, to)) };
    const bytes = new TextEncoder().encode(lines.join(''));
    for (let round = 0; round < 3; round++) {
      let start = 0;
      for (const line of lines) {
        const end = start + line.length;
        const read = parseRecordInPlace({ bytes, reader: { ...reader, isAscii: () => true } }, start, end);
        const expected = parseRecord(line);
        expect(isMalformed(read) ? read : plainRecord(read)).toEqual(
          isMalformed(expected) ? expected : plainRecord(expected),
        );
        start = end;
      }
    }
  });

  it.each([
    ['no node', `type=CWD ${stamp} a=1`, null, 'CWD'],
    ['node=(null)', `node=(null) type=CWD ${stamp} a=1`, null, 'CWD'],
    ['two node=', `node=a node=b type=CWD ${stamp} a=1`, 'a', 'CWD'],
    ['an unknown type', `type=UNKNOWN[1499] ${stamp} a=1`, null, 'UNKNOWN[1499]'],
    ['the number of a type', `type=1307 audit(1700000000.001:7): a=1`, null, 'CWD'],
    ['blanks too many', `node=a  type=CWD  ${stamp}  a=1 `, 'a', 'CWD'],
    ['NUL bytes before it', `\0\0\0type=CWD ${stamp} a=1`, null, 'CWD'],
    ['a CR at its end', `type=CWD ${stamp} a=1\r`, null, 'CWD'],
  ])('is taken with %s', (_what, line, node, type) => {
    const read = record(line);
    expect([read.node, read.type, read.serial]).toEqual([node, type, 7]);
    expect(read.fields).toEqual([{ name: 'a', value: '1' }]);
  });

  it.each([
    '',
    '\0\0',
    'hello',
    'node=a',
    'type=CWD',
    'type= msg=audit(1.001:1): ',
    'type=CWD msg=audit(17.1',
    'type=CWD msg=audit(x.001:7): a=1',
    'type=CWD msg=audit(1700000000.0001:7): a=1',
    'type=CWD msg=audit(1700000000.001:): a=1',
    'type=CWD msg=audit(99999999999999999999.001:1): a=1',
    'garbage type=CWD msg=audit(1700000000.001:7): a=1',
  ])('is refused with a reason when it is none: %j', (line) => {
    const parsed = parseRecord(line);
    expect(isMalformed(parsed)).toBe(true);
    expect(isMalformed(parsed) && parsed.reason).toMatch(/^[A-Z].*\.$/);
  });

  it("has msg='…' opened up, with the enriched part apart", () => {
    const read = record(
      `type=USER_AUTH ${stamp} pid=1 uid=0 msg='op=PAM:x acct="a b" res=success'\x1dUID="root" AUID="u 1"`,
    );
    expect(read.fields.map(({ name, value }) => `${name}|${value}`)).toEqual([
      'pid|1',
      'uid|0',
      'op|PAM:x',
      'acct|"a b"',
      'res|success',
    ]);
    expect(read.enriched).toEqual([
      { name: 'UID', value: '"root"' },
      { name: 'AUID', value: '"u 1"' },
    ]);
  });

  it.each([
    [
      'text with blanks and no quotes',
      `type=USER ${stamp} msg='text=marker: demo begins exe="/x"'`,
      ['text|marker: demo begins', 'exe|"/x"'],
    ],
    ['words in braces', `type=A ${stamp} saddr={ fam=inet lport=9 } b=2`, ['saddr|{ fam=inet lport=9 }', 'b|2']],
    [
      'old and new of older kernels',
      `type=LOGIN ${stamp} login pid=1 old auid=5 new auid=6`,
      ['|login', 'pid|1', 'old auid|5', 'new auid|6'],
    ],
    [
      'parentheses of old PAM',
      `type=USER_ACCT ${stamp} msg='PAM: accounting acct="root" : exe="/s" (hostname=h, addr=a, res=success)'`,
      ['|PAM: accounting', 'acct|"root"', 'exe|"/s"', 'hostname|h', 'addr|a', 'res|success'],
    ],
    [
      'an AVC',
      `type=AVC ${stamp} avc:  denied  { read write } for  pid=1 comm="cat" tclass=file`,
      ['seresult|denied', 'seperms|read write', 'pid|1', 'comm|"cat"', 'tclass|file'],
    ],
    ['a body that begins with a blank', `type=EXECVE ${stamp}  a0[1]=41 a1="x"`, ['a0[1]|41', 'a1|"x"']],
    ['an empty message', `type=USER ${stamp} pid=1 msg=''`, ['pid|1']],
    ['a quote that never ends', `type=A ${stamp} a="x b=2`, ['a|"x', 'b|2']],
    ['an empty value', `type=A ${stamp} a= b=2`, ['a|', 'b|2']],
    ['nothing', `type=A ${stamp}`, []],
  ])('reads %s', (_what, line, expected) => {
    expect(fields(line)).toEqual(expected);
  });

  it('gives one field the same way by name as all together', () => {
    const body = 'arch=c000003e syscall=59 success=yes exit=0 a0=1 comm="x y" exe="/b" key=6101620A63';
    const read = record(`node=n type=SYSCALL ${stamp} ${body}\x1dARCH=x86_64 SYSCALL=execve`);
    for (const { name, value } of read.fields) expect([name, loggedValue(read, name)]).toEqual([name, value]);
    expect(loggedValue(read, 'ARCH')).toBeUndefined();
    expect(loggedValue(read, 'call')).toBeUndefined();
  });

  it('never throws, whatever the line', () => {
    const piece = fc.constantFrom(
      'node=',
      'type=',
      'SYSCALL ',
      'AVC ',
      'msg=audit(',
      '1.001:2',
      '): ',
      "msg='",
      "'",
      '"',
      ' ',
      'a=',
      '{',
      '}',
      '\x1d',
      '\0',
      'old ',
      '(',
      ')',
    );
    const line = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(line, fc.boolean(), (text, withHead) => {
        const parsed = parseRecord(withHead ? `type=USER ${stamp} ${text}` : text);
        if (isMalformed(parsed)) return;
        expect(Array.isArray(parsed.fields)).toBe(true);
        expect(Array.isArray(parsed.enriched)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
