import { describe, expect, it } from 'vitest';
import type { Target } from '../../../core/src/target';
import { judgement } from '../../../server/src/language/judgement';
import type { Language } from '../../../server/src/language/language';
import { rulesLanguage } from '../../../server/src/language/rules/rules';
import { ParsedDocument } from '../../../server/src/session/documents';

const target: Target = { auditVersion: '3.0.9', arch: 'x86_64', awk: 'gawk' };

const ofOrder = [
  'duplicate-rule',
  'line-after-lock',
  'setting-overridden',
  'unreachable-rule',
  'rules-before-delete-all',
  'file-not-loaded',
  'glued-line',
];

/** What is said of the order of a rules.d folder, file by file. */
function found(files: Record<string, string>, on: Target = target): string[] {
  const uriOf = (name: string) => `file:///etc/audit/rules.d/${encodeURIComponent(name)}`;
  const nameOf = (uri: string) => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  const siblings = Object.entries(files).map(([name, text]) => new ParsedDocument(uriOf(name), 'audit-rules', 1, text));
  const lineIn = (uri: string, offset: number) => siblings.find((each) => each.uri === uri)!.lines.lineAt(offset) + 1;
  return siblings.flatMap((document) =>
    judgement(document, rulesLanguage as Language, { target: on, siblings }, new Map())
      .filter(({ code }) => ofOrder.includes(code))
      .map(({ code, span, related }) => {
        const others = (related ?? []).map(
          ({ uri = document.uri, span: { start } }) => ` ${nameOf(uri)}:${lineIn(uri, start)}`,
        );
        return `${nameOf(document.uri)}:${lineIn(document.uri, span.start)} ${code}${others.join('')}`;
      }),
  );
}

const rule = '-a always,exit -F arch=b64 -S chmod,chown -k perm\n';

describe('the order in which a folder takes effect', () => {
  it('is fine', () => {
    expect(
      found({ '10-a.rules': `-D\n-b 8192\n-f 1\n${rule}`, '99-z.rules': '-w /etc/hosts -p wa -k hosts\n-e 2\n' }),
    ).toEqual([]);
  });

  it('the same rule in two files', () => {
    expect(found({ '10-a.rules': rule, '20-b.rules': `# again\n${rule}` })).toEqual([
      '20-b.rules:2 duplicate-rule 10-a.rules:1',
    ]);
    expect(found({ '10-a.rules': rule, '20-b.rules': rule.replace('-a', '-A') })).toEqual([
      '10-a.rules:1 unreachable-rule 20-b.rules:1',
    ]);
  });

  it('settings that lose', () => {
    expect(found({ '1.rules': '-b 100\n-e 1\n-D\n', '2.rules': '-D\n-b 200\n', '3.rules': '-e 2\n' })).toEqual([
      '1.rules:1 setting-overridden 2.rules:2',
      '1.rules:2 setting-overridden 3.rules:1',
    ]);
  });

  it('a lock in the middle, where mawk does not see that it is one', () => {
    const files = { '1.rules': ' -e 2\n', '2.rules': '-w /etc/hosts -p wa\n-i\n-r 100\n' };
    expect(found(files)).toEqual([]);
    expect(found(files, { ...target, awk: 'mawk' })).toEqual([
      '2.rules:1 line-after-lock 1.rules:1',
      '2.rules:3 line-after-lock 1.rules:1',
    ]);
  });

  it('rules before -D, where mawk does not see that it is one', () => {
    const files = { '1.rules': rule, '2.rules': '-D \n' };
    expect(found(files, { ...target, awk: 'mawk' })).toEqual(['2.rules:1 rules-before-delete-all 1.rules:1']);
  });

  it('files that are not read, and lines that are glued', () => {
    expect(
      found({ 'a.rules.bak': '', '.b.rules': '', 'c d.rules': '', '1.rules': '-w /x', '2.rules': '-w /y\n' }),
    ).toEqual([
      'a.rules.bak:1 file-not-loaded',
      '.b.rules:1 file-not-loaded',
      'c d.rules:1 file-not-loaded',
      '1.rules:1 glued-line 2.rules:1',
    ]);
  });

  it.each([
    ['a broader rule before', rule, '-a always,exit -F arch=b64 -S chmod -F auid>=1000 -k users\n', true],
    [
      'two that cover it together',
      '-a always,exit -F arch=b64 -S chmod -k a\n-a always,exit -F arch=b64 -S chown -k b\n',
      '-a always,exit -F arch=b64 -S chmod,chown -F uid=0 -k c\n',
      true,
    ],
    ['a never before', '-a never,exit\n', rule, true],
    ['a never for one program', '-a never,exit -F exe=/usr/bin/dpkg\n', rule, false],
    ['a narrower rule before', '-a always,exit -F arch=b64 -S chmod -F auid>=1000 -k users\n', rule, false],
    ['another arch', rule, '-a always,exit -F arch=b32 -S chmod -k perm\n', false],
    ['more calls', rule, '-a always,exit -F arch=b64 -S chmod,fchmod -k perm\n', false],
    ['put before it by -A', rule, '-A always,exit -F arch=b64 -S chmod -F auid>=1000 -k users\n', false],
    ['a watch that may be on a folder', '-w /etc -p wa\n', '-a always,exit -F path=/etc -F perm=wa -F uid=0\n', false],
    ['two exclusions', '-a never,exit -F uid=0\n', '-a never,exit -F uid=0 -F exe=/bin/a\n', false],
  ])('hidden: %s', (_, first, second, hidden) => {
    const codes = found({ '1.rules': first, '2.rules': second }).map((text) => text.split(' ')[1]);
    expect(codes).toEqual(hidden ? ['unreachable-rule'] : []);
  });

  it('costs time in proportion to the rules', () => {
    const rules = (count: number) =>
      Array.from(
        { length: count },
        (_, at) => `-a always,exit -F arch=b64 -S open -F path=/f${at} -F perm=wa -F auid>=1000 -F auid!=unset -k k\n`,
      ).join('');
    const time = (count: number) => {
      const before = process.cpuUsage();
      found({ '1.rules': rules(count) });
      return process.cpuUsage(before).user;
    };
    time(2000);
    expect(time(16_000)).toBeLessThan(20 * time(2000));
  });
});
