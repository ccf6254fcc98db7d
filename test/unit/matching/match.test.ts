import { describe, expect, test } from 'vitest';
import { match } from '../../../core/src/matching/match';
import { callEvent, messageEvent, ruleOf, type CallParts } from './kit';

const said = (line: string, parts: CallParts = {}) => match(ruleOf(line).rule, callEvent(parts)).verdict;
const rule = (...conditions: string[]) => `-a always,exit -F arch=b64 -S openat ${conditions.join(' ')} -k k`;

describe('match: system calls', () => {
  test.each([
    [rule(), 'yes'],
    ['-a always,exit -F arch=b64 -S open -k k', 'no'],
    ['-a always,exit -F arch=b32 -S openat -k k', 'no'],
    // Without arch the number counts, on whatever machine: 257 is openat here and remap_file_pages there.
    ['-a always,exit -S 257 -k k', 'yes'],
    ['-a always,exit -S all -k k', 'yes'],
    [rule('-F auid=1000'), 'yes'],
    [rule('-F auid>=1000', '-F auid!=unset'), 'yes'],
    [rule('-F auid=0'), 'no'],
    [rule('-F uid=root'), 'yes'],
    [rule('-F euid!=0'), 'no'],
    [rule('-F gid=0'), 'yes'],
    // A process has more groups than are logged.
    [rule('-F gid=50'), 'cannot-tell'],
    [rule('-F egid!=50'), 'cannot-tell'],
    [rule('-F egid!=0'), 'no'],
    [rule('-F sgid=50'), 'no'],
    [rule('-F exit=3'), 'yes'],
    [rule('-F exit=-EACCES'), 'no'],
    [rule('-F exit>=0'), 'yes'],
    [rule('-F success=1'), 'yes'],
    [rule('-F success=0'), 'no'],
    [rule('-F success!=1'), 'no'],
    [rule('-F a0=0xffffff9c'), 'yes'],
    [rule('-F a2&3'), 'no'],
    [rule('-F pid=200', '-F ppid=100', '-F sessionid=3'), 'yes'],
    [rule('-F ppid!=100'), 'no'],
    [rule('-F pers=0'), 'yes'],
    [rule('-F pers=8'), 'no'],
    [rule('-C auid!=uid'), 'yes'],
    [rule('-C uid!=euid'), 'no'],
    [rule('-C uid=obj_uid'), 'yes'],
    [rule('-C gid=obj_gid'), 'no'],
    [rule('-F obj_uid=0', '-F obj_gid=42'), 'yes'],
    [rule('-F obj_gid!=42'), 'no'],
    [rule('-F devmajor=254', '-F devminor=1'), 'yes'],
    [rule('-F devminor=2'), 'no'],
    [rule('-F inode=4711'), 'yes'],
    // Only files whose inode ends in the same five bits are tried.
    [rule('-F inode!=4712'), 'no'],
    [rule(`-F inode!=${4711 + 32}`), 'yes'],
    [rule('-F filetype=file'), 'yes'],
    [rule('-F filetype!=dir'), 'yes'],
    [rule('-F filetype=dir'), 'no'],
    [rule('-F saddr_fam=2'), 'no'],
    [rule('-F exe=/usr/bin/cat'), 'yes'],
    [rule('-F exe!=/usr/bin/cat'), 'no'],
    [rule('-F exe=/usr/bin/less'), 'no'],
    // /bin may be a link to /usr/bin.
    [rule('-F exe=/bin/cat'), 'cannot-tell'],
    [rule('-F subj_role=unconfined'), 'yes'],
    [rule('-F subj_type=unconfined_t'), 'no'],
    [rule('-F path=/etc/shadow'), 'yes'],
    [rule('-F path=/etc/passwd'), 'no'],
    [rule('-F path=/srv/chroot/etc/shadow'), 'cannot-tell'],
    [rule('-F dir=/etc'), 'yes'],
    [rule('-F dir=/etc/'), 'yes'],
    [rule('-F dir=/et'), 'no'],
    [rule('-F dir=/etc/ssh'), 'no'],
    [rule('-F path=/etc/shadow', '-F perm=r'), 'yes'],
    [rule('-F path=/etc/shadow', '-F perm=wa'), 'no'],
    ['-w /etc/shadow -p rw -k k', 'yes'],
    ['-w /etc -p r -k k', 'yes'],
    ['-w /etc/shadow -p wa -k k', 'no'],
    ['-w /var -p r -k k', 'no'],
    ['-a never,user -F uid=0', 'no'],
    ['-a never,task', 'cannot-tell'],
  ])('%s: %s', (line, verdict) => {
    expect(said(line)).toBe(verdict);
  });

  test('a call that failed, in 32 bits without sign', () => {
    const failed = { syscall: { success: 'no', exit: '-13' } };
    expect(said(rule('-F exit=-EACCES'), failed)).toBe('yes');
    expect(said(rule('-F exit=-13'), failed)).toBe('yes');
    expect(said(rule('-F exit=-EPERM'), failed)).toBe('no');
    expect(said(rule('-F exit<0'), failed)).toBe('no');
    expect(said(rule('-F success=0'), failed)).toBe('yes');
    expect(said(rule('-F exit=0'), { syscall: { exit: '140000000000000000' } })).toBe('no');
  });

  test('a call that did not return has neither exit nor success', () => {
    const open = { syscall: { success: '', exit: '' } };
    expect(said(rule('-F exit!=7'), open)).toBe('no');
    expect(said(rule('-F success=0'), open)).toBe('no');
    expect(said(rule(), open)).toBe('yes');
  });

  test('nobody logged in: unset is the largest number', () => {
    const daemon = { syscall: { auid: '4294967295', ses: '4294967295' } };
    expect(said(rule('-F auid=unset'), daemon)).toBe('yes');
    expect(said(rule('-F auid>=1000'), daemon)).toBe('yes');
    expect(said(rule('-F auid>=1000', '-F auid!=unset'), daemon)).toBe('no');
    expect(said(rule('-F sessionid=unset'), daemon)).toBe('yes');
  });

  test('a user known by name only goes by what the sender called the id', () => {
    const line = rule('-F uid=deploy');
    expect(said(line)).toBe('cannot-tell');
    const enriched = (name: string) => ({ syscall: { uid: '1004', key: `(null)\x1dUID="${name}"` } });
    expect(said(line, enriched('deploy'))).toBe('yes');
    expect(said(line, enriched('backup'))).toBe('no');
  });

  test('a name is seen from the current folder, from others only if it ends otherwise', () => {
    const relative = (a0: string) => ({ cwd: '/etc/ssh', syscall: { a0 }, paths: [{ name: '"../shadow"' }] });
    expect(said(rule('-F path=/etc/shadow'), relative('ffffff9c'))).toBe('yes');
    expect(said(rule('-F dir=/etc'), relative('ffffff9c'))).toBe('yes');
    expect(said(rule('-F path=/etc/shadow'), relative('5'))).toBe('cannot-tell');
    expect(said(rule('-F path=/etc/passwd'), relative('5'))).toBe('no');
    expect(said(rule('-F dir=/etc'), relative('5'))).toBe('cannot-tell');
    expect(said(rule('-F path=/etc/passwd'), { paths: [{ name: '(null)' }] })).toBe('cannot-tell');
    expect(said(rule('-F path=/etc/my file'.replaceAll(' f', '\\ f')), { paths: [{ name: '2F6574632F6D792066696C65' }] })).toBe('yes'); // prettier-ignore
  });

  test('files that are not among the records', () => {
    expect(said(rule('-F path=/etc/passwd'), { items: 2 })).toBe('cannot-tell');
    expect(said(rule('-F path=/etc/passwd', '-F uid=1'), { items: 2 })).toBe('no');
    expect(said(rule('-F dir=/var'), { items: 2 })).toBe('cannot-tell');
    expect(said(rule('-F dir=/var'), { paths: [] })).toBe('no');
  });

  test('conditions beside path mean that file', () => {
    const two = { paths: [{ name: '"/etc/"', inode: '12', ouid: '7' }, { name: '"/etc/shadow"' }] };
    expect(said(rule('-F path=/etc/shadow', '-F obj_uid=7'), two)).toBe('no');
    expect(said(rule('-F dir=/etc', '-F obj_uid=7'), two)).toBe('yes');
    expect(said('-w /etc -p r -k k', two)).toBe('yes');
  });

  test.each([
    ['2', { a1: '1' }, 'w', 'yes'],
    ['2', { a1: '241' }, 'r', 'no'],
    ['257', { a2: '2' }, 'r', 'yes'],
    ['257', { a2: '0' }, 'w', 'no'],
    ['59', {}, 'x', 'yes'],
    ['59', {}, 'rwa', 'no'],
    ['90', {}, 'a', 'yes'],
    ['87', {}, 'w', 'yes'],
    ['87', {}, 'ra', 'no'],
    ['0', {}, 'rwxa', 'no'],
    ['452', {}, 'a', 'cannot-tell'],
    ['437', {}, 'w', 'cannot-tell'],
  ])('perm by system call %s %j: %s is %s', (syscall, args, letters, verdict) => {
    expect(said(`-w /etc/shadow -p ${letters} -k k`, { syscall: { syscall, ...args } })).toBe(verdict);
  });

  test('openat2 has its flags in a record of its own', () => {
    const parts = (flags: string) => ({
      syscall: { syscall: '437' },
      more: [`OPENAT2 oflag=${flags} mode=0 resolve=0x0`],
    });
    expect(said('-w /etc/shadow -p w -k k', parts('0100001'))).toBe('yes');
    expect(said('-w /etc/shadow -p w -k k', parts('0100000'))).toBe('no');
  });

  test('the family of an address', () => {
    const connect = (saddr: string) => ({ syscall: { syscall: '42' }, more: [`SOCKADDR saddr=${saddr}`], paths: [] });
    const line = '-a always,exit -F arch=b64 -S connect -F saddr_fam=10 -k k';
    expect(said(line, connect('0A00115C00000000'))).toBe('yes');
    expect(said(line, connect('0200115C00000000'))).toBe('no');
  });

  test('labels of SELinux', () => {
    const label = { subj: 'staff_u:staff_r:staff_t:s0-s0:c0.c5' };
    expect(said(rule('-F subj_type=staff_t'), { syscall: label })).toBe('yes');
    expect(said(rule('-F subj_user!=staff_u'), { syscall: label })).toBe('no');
    expect(said(rule('-F subj_sen=s0'), { syscall: label })).toBe('yes');
    expect(said(rule('-F subj_clr=s0:c0.c5'), { syscall: label })).toBe('yes');
    expect(said(rule('-F obj_type=etc_t'), { paths: [{ obj: 'system_u:object_r:etc_t:s0' }] })).toBe('yes');
    expect(said(rule('-F obj_type=etc_t'))).toBe('cannot-tell');
  });

  test('says of each condition what it is', () => {
    const { conditions } = match(ruleOf(rule('-F uid=5', '-F gid=7')).rule, callEvent());
    const named = conditions.map(({ part, verdict }) => [typeof part === 'string' ? part : part.field.name, verdict]);
    expect(named).toEqual([['list', 'yes'], ['calls', 'yes'], ['arch', 'yes'], ['uid', 'no'], ['gid', 'cannot-tell']]); // prettier-ignore
  });
});

describe('match: messages', () => {
  const about = (line: string, event = messageEvent('USER_LOGIN')) => match(ruleOf(line).rule, event).verdict;
  test.each([
    ['-a never,user -F msgtype=USER_LOGIN', 'yes'],
    ['-a never,user -F msgtype=USER_LOGIN -F uid=0', 'yes'],
    ['-a never,user -F uid=7', 'no'],
    ['-a never,exclude -F msgtype=USER_LOGIN', 'yes'],
    ['-a never,exclude -F msgtype=CWD', 'no'],
    ['-a never,exclude -F msgtype>=1100 -F auid=1000', 'yes'],
    ['-a always,exit -F arch=b64 -S openat -k k', 'no'],
    ['-a always,user', 'no'],
  ])('%s: %s', (line, verdict) => {
    expect(about(line)).toBe(verdict);
  });

  test('exclude drops records of system calls as well', () => {
    expect(about('-a never,exclude -F msgtype=CWD', callEvent())).toBe('yes');
    expect(about('-a never,exclude -F exe=/usr/bin/cat', callEvent())).toBe('yes');
    expect(about('-a never,exclude -F exe=/usr/bin/ls', callEvent())).toBe('no');
  });

  test('a part of an event without its SYSCALL tells little', () => {
    const event = callEvent();
    const part = { ...event, records: event.records.filter(({ type }) => type !== 'SYSCALL') };
    expect(match(ruleOf('-w /etc/shadow -p r -k k').rule, part).verdict).toBe('cannot-tell');
  });
});
