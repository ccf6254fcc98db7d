import { expect, test } from 'vitest';
import { holdsAuditRules } from '../../../client/src/rulesContent';

test.each([
  ['/srv/config/rules.d/10-base.rules', '## base\n-D\n-b 8192\n', true],
  ['/srv/rules.d/20.rules', '-a always,exit -F arch=b64 -S open -k x\n', true],
  ['C:\\work\\rules.d\\a.rules', '-w /etc/passwd -p wa -k identity', true],
  ['/etc/udev/rules.d/70.rules', '-D\n', false],
  ['/srv/rules.d/70-net.rules', 'SUBSYSTEM=="net", ACTION=="add", NAME="eth0"\n', false],
  ['/usr/share/polkit-1/rules.d/50.rules', 'polkit.addRule(function(action, subject) {\n', false],
  ['/srv/rules.d/readme.txt', '-D\n', false],
  ['/srv/rules/a.rules', '-D\n', false],
  ['/srv/rules.d/sub/a.rules', '-D\n', false],
])('%s holds audit rules: %#', (path, text, expected) => {
  expect(holdsAuditRules(path, text)).toBe(expected);
});
