import { describe, expect, it } from 'vitest';
import { judgeRules } from '../../../core/src/rules/judge';
import { parseRules } from '../../../core/src/rules/tree';
import type { Target } from '../../../core/src/target';
import { applyEdits } from '../../../core/src/text/span';

const newest: Target = { auditVersion: '4.2.1', arch: 'x86_64' };
const judge = (text: string, target: Partial<Target> = {}) => judgeRules(parseRules(text), { ...newest, ...target });

/** The text with what the finding points at in brackets. */
function marked(text: string, { start, end }: { start: number; end: number }): string {
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

/** Code, and the line with the place in brackets. */
const faults: [marked: string, code: string, fixed?: string][] = [
  ['-a always,exit -F [a4]=0 -S open', 'unknown-field', '-a always,exit -F a0=0 -S open'],
  ['-a always,exit -F [uidd]>0 -S open', 'unknown-field', '-a always,exit -F uid>0 -S open'],
  ['-a always,exit -F [arch] = b64 -S open', 'missing-operator'],
  ['-a always,exit -F arch=b64 -S [oppen],close', 'unknown-syscall', '-a always,exit -F arch=b64 -S open,close'],
  ['-a always,exit -F arch=b64 -S open,[stime]', 'syscall-not-on-arch'],
  ['-a always,exit -S open -F [arch=b64] -k x', 'arch-after-syscall', '-a always,exit -F arch=b64 -S open -k x'],
  ['[-F] arch=b64 -S open', 'field-before-list'],
  ['[-S] open', 'syscall-without-list'],
  ['[-F] uid=0 -a always,exit -S open', 'field-before-list', '-a always,exit -F uid=0 -S open'],
  ['-a always,exit -F arch=b64 -S open -F uid=[=0]', 'unknown-account', '-a always,exit -F arch=b64 -S open -F uid=0'],
  ['-a always,exit -F arch=b64 -S open -F uid=[>0]', 'unknown-account', '-a always,exit -F arch=b64 -S open -F uid>=0'],
  ['-a always,exit -F arch=[arm64] -S open', 'unknown-arch', '-a always,exit -F arch=aarch64 -S open'],
  ['-a always,exit -F success=[no] -S open', 'success-word', '-a always,exit -F success=0 -S open'],
  ['-a always,exit -F exit=[-EACESS] -S open', 'unknown-value', '-a always,exit -F exit=-EACCES -S open'],
  ['-a never,exclude -F msgtype=[CRD_ACQ]', 'unknown-value', '-a never,exclude -F msgtype=CRED_ACQ'],
  ['-a [entry],always -S open', 'unknown-list', '-a exit,always -S open'],
  ['-a [Always],exit -S open', 'unknown-action', '-a always,exit -S open'],
  ['-a [exit] -S open', 'unknown-list'],
  ['-w /etc/passwd -p wa [identity]', 'stray-word', '-w /etc/passwd -p wa -k identity'],
  ['-w /etc/passwd -p wa -k id [# who]', 'trailing-comment', '# who\n-w /etc/passwd -p wa -k id'],
  ['-w ["/etc/passwd"] -p wa', 'quoted-value', '-w /etc/passwd -p wa'],
  ['-a always,exit -F [path="/etc/x"] -k x', 'quoted-value', '-a always,exit -F path=/etc/x -k x'],
  ['-w /etc/passwd [–p] wa', 'typographic-character', '-w /etc/passwd -p wa'],
  ['-w /etc/passwd[\t]-p wa', 'tab-as-separator', '-w /etc/passwd -p wa'],
  ['[\ufeff]-w /etc/passwd', 'byte-order-mark', '-w /etc/passwd'],
  ['-w /etc/passwd -p wa[\r]', 'crlf-line-ends', '-w /etc/passwd -p wa'],
  ['-a always,exit -F arch=b64 -S [open, close]', 'space-in-list', '-a always,exit -F arch=b64 -S open,close'],
  ['-a [always, exit] -S open', 'space-in-list', '-a always,exit -S open'],
  ['-w /etc/passwd -p [rwq]', 'bad-permission'],
  ['-w [etc/passwd]', 'relative-path'],
  ['[--backlog-wait-time] 100', 'unknown-option', '--backlog_wait_time 100'],
  ['-b [many]', 'bad-number'],
  ['[-D] -k', 'command-with-more'],
  ['[bogus]', 'no-option'],
  ['-a always,exit [-a] never,exit', 'second-rule-option'],
  ['-a always,exit -F [path=/etc/] -F perm=wa', 'path-trailing-slash', '-a always,exit -F dir=/etc/ -F perm=wa'],
  ['-a always,exit -F arch=b64 -S open -F [uid&1]', 'refused-by-kernel'],
  ['-a always,exit -F arch=b64 -S open -C [uid=gid]', 'fields-not-comparable'],
  ['-a never,user -F [exit]=0', 'field-needs-other-list'],
];

describe('what is refused', () => {
  it.each(faults)('%s: %s', (line, code, fixed) => {
    const text = line.replace(/\[([^]*)\]/, '$1');
    const [finding, ...more] = judge(text);
    expect(more).toEqual([]);
    expect([marked(text, finding!.span), finding!.code]).toEqual([line, code]);
    expect(finding!.severity).toBe('error');
    expect(finding!.message).toMatch(/^\S.{15,}[.?]$/s);
    const fixes = finding!.fixes ?? [];
    if (fixed === undefined) return;
    expect(fixes.map(({ edits }) => applyEdits(text, edits))).toContain(fixed);
  });

  it('a rule that auditctl eats is eaten with the key before it, however that reads', () => {
    expect(judge('-w /a -k >= -d exit,possible', { auditVersion: '3.0.9' })).toEqual([]);
    expect(judge('-w /a -k >=', { auditVersion: '3.0.9' }).map(({ code }) => code)).toContain('key-misread');
  });

  it('names the release that has a name', () => {
    const line = '-a always,exit -F arch=b64 -S fchmodat2';
    expect(judge(line, { auditVersion: '3.0.9' })[0]!.message).toContain('from 4.0 on');
    expect(judge(line)).toEqual([]);
    expect(judge('--signal HUP', { auditVersion: '2.8.5' })[0]!.message).toContain('from 3.0 on');
    expect(judge('-a never,exclude -F msgtype=DM_CTRL', { auditVersion: '3.0.9' })[0]!.message).toMatch(/from \d/);
    expect(judge('-a always,io_uring -S openat', { auditVersion: '3.0.9' })[0]!.message).toContain('from 3.1 on');
  });

  it('takes a list that names no operation of io_uring only before 4.0', () => {
    const line = '-a always,io_uring -S ,';
    expect(judge(line)).toMatchObject([{ code: 'unknown-syscall', refusedBy: 'auditctl' }]);
    expect(judge(line, { auditVersion: '3.1.5' })).toEqual([]);
    expect(judge('-a always,io_uring -S openat,')).toEqual([]);
  });

  it('judges by machine', () => {
    const line = '-a always,exit -F arch=b64 -S open';
    expect(judge(line)).toEqual([]);
    expect(judge(line, { arch: 'aarch64' })[0]!.code).toBe('syscall-not-on-arch');
    expect(judge('-a always,exit -F arch=b32 -S open', { arch: 'ppc64le' })[0]!.code).toBe('unknown-arch');
  });

  it('takes an unknown account as a hint where the accounts of the target are not known', () => {
    const line = '-a always,exit -F arch=b64 -S open -F uid=chrony';
    expect(judge(line)).toMatchObject([{ code: 'unknown-account', severity: 'hint', refusedBy: null }]);
    expect(judge(line, { users: ['root'] })).toMatchObject([{ severity: 'error', refusedBy: 'auditctl' }]);
    expect(judge(line, { users: ['chrony'] })).toEqual([]);
    expect(judge('-a never,user -F uid=root', { users: [] })).toEqual([]);
  });

  it('finds a rule that the file loaded before', () => {
    const text =
      '-w /a -p w\n-w /b -p w\n-a always,exit -F path=/a -F perm=w\n-D\n-w /b -p w\n-A always,exit -F path=/b -F perm=w';
    expect(judge(text)).toMatchObject([
      { code: 'duplicate-rule', refusedBy: 'kernel', related: [{ span: { start: 0, end: 10 } }] },
    ]);
  });

  it('says that short words are lost before 4.2', () => {
    const line = '-w /x -p w -k a -k b';
    expect(judge(line, { auditVersion: '4.1.4' })).toMatchObject([{ code: 'too-many-words', refusedBy: 'auditctl' }]);
    expect(judge(line)).toEqual([]);
  });

  it('knows of releases in which -A deletes', () => {
    expect(judge('-A always,exit -F arch=b64 -S open', { auditVersion: '4.1.0' })).toMatchObject([
      { code: 'prepend-deletes', refusedBy: 'kernel' },
    ]);
  });
});
