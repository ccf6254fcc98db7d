import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertTo3 } from '../../../core/src/config/convert';
import { judge } from '../../../core/src/config/judge';
import { parseConfig } from '../../../core/src/config/tree';
import { configText } from '../../kit/configFiles';

const old = `# a host of audit 2.8
local_events = yes
dispatcher = /sbin/audispd
disp_qos = lossy
name_format = NONE
##name = mydomain
space_left = 75
admin_space_left = 50
enable_krb5 = no
`;
const dispatcher = `q_depth = 250
overflow_action = SYSLOG
priority_boost = 4
max_restarts = 10
name_format = HOSTNAME
#name = mydomain
plugin_dir = /etc/audisp/plugins.d/
`;

test('what stood in audispd.conf stands in auditd.conf, and the rest stays', () => {
  const { text, notes } = convertTo3(old, dispatcher);
  expect(text).toBe(`# a host of audit 2.8
local_events = yes
name_format = HOSTNAME
##name = mydomain
space_left = 75
admin_space_left = 50
q_depth = 2000
overflow_action = SYSLOG
max_restarts = 10
plugin_dir = /etc/audit/plugins.d
`);
  expect(notes.join(' ')).toContain('priority_boost = 4 of audispd.conf falls away');
});

test('Kerberos becomes a transport, a queue that is deep enough keeps its depth', () => {
  const { text } = convertTo3(`${old}enable_krb5 = yes\n`, 'q_depth = 4000\n');
  expect(text).toContain('transport = KRB5\n');
  expect(text).not.toContain('enable_krb5');
  expect(text).toContain('q_depth = 4000\n');
});

test('a name that auditd.conf sets stays, so that no record gets two', () => {
  expect(convertTo3('space_left = 75\nname_format = FQD\n', dispatcher).text).toContain('name_format = FQD\n');
});

test('without an audispd.conf only auditd.conf is looked at; what fits 3.x is left as it is', () => {
  expect(convertTo3('space_left = 75\n', undefined)).toEqual({ text: 'space_left = 75\n', notes: [] });
});

test('a pair that 2.8.5 takes becomes a file that 3.0.9 takes, and converting twice is converting once', () => {
  const refused = (text: string, languageId: 'auditd-conf' | 'audispd-conf', auditVersion: string) =>
    judge(parseConfig(text, languageId), { auditVersion, arch: 'x86_64' }).filter(
      ({ refusedBy }) => refusedBy !== null,
    );
  let tried = 0;
  fc.assert(
    fc.property(configText('auditd'), configText('audispd'), (auditd, audispd) => {
      // A file that says nothing is taken as it is, one that says anything needs space_left; a last line without a
      // newline was not read, and is from now on.
      if (!auditd.includes('space_left = 75\n') || !auditd.endsWith('\n')) return;
      if (refused(auditd, 'auditd-conf', '2.8.5').length + refused(audispd, 'audispd-conf', '2.8.5').length > 0) return;
      const groupInVarLog = /log_group/i.test(auditd);
      const { text } = convertTo3(auditd, audispd);
      if (!groupInVarLog) expect(refused(text, 'auditd-conf', '3.0.9')).toEqual([]);
      expect(convertTo3(text, audispd).text).toBe(text);
      tried++;
    }),
    { numRuns: 600, seed: 20261122 },
  );
  expect(tried).toBeGreaterThan(50);
});
