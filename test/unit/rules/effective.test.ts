import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveRules, type RulesFile } from '../../../core/src/rules/effective';
import { scratch } from '../../kit/scratch';
import { skipAloud } from '../../kit/skip';

const gawk = { auditVersion: '3.0.9', awk: 'gawk' } as const;
const mawk = { auditVersion: '3.0.9', awk: 'mawk' } as const;

describe('the effective rules of a folder', () => {
  it('joins files in the order of ls -v, and moves the last -D, -b, -f and -e', () => {
    const files = [
      { name: '100-x.rules', text: '-w /x\n-e 2\n' },
      { name: '2-b.rules', text: '# b\n-D\n-b 100\n-w /b\n-f 1\n' },
      { name: '10-a.rules', text: '-b 200\n\n-w /a\n' },
      { name: 'README', text: '-w /no\n' },
      { name: '.hidden.rules', text: '-w /no\n' },
    ];
    const made = effectiveRules(files, gawk);
    expect(made.text.split('\n').slice(1)).toEqual(['-D', '-b 200', '-f 1', '-w /b', '-w /a', '-w /x', '-e 2', '']);
    expect(made.order).toEqual(['2-b.rules', '10-a.rules', '100-x.rules']);
    expect(made.ignored).toEqual([
      { name: 'README', reason: 'not-rules' },
      { name: '.hidden.rules', reason: 'hidden' },
    ]);
    expect(made.lines[2]).toEqual({ text: '-b 200', source: { file: '10-a.rules', line: 0 }, moved: true });
    expect(made.discarded).toContainEqual({
      source: { file: '2-b.rules', line: 2 },
      text: '-b 100',
      reason: 'overridden',
      by: { file: '10-a.rules', line: 0 },
    });
  });

  it('does not see indented control lines with mawk', () => {
    const files = [{ name: 'a.rules', text: ' -e 2\n-w /a\n' }];
    expect(effectiveRules(files, gawk).lines.at(-1)!.text).toBe(' -e 2');
    expect(effectiveRules(files, mawk).lines.at(4)!.text).toBe(' -e 2');
  });

  it('glues the first line to a file that ends without line feed', () => {
    const files = [
      { name: '1.rules', text: '-w /a' },
      { name: '2.rules', text: '-w /b\n' },
    ];
    expect(effectiveRules(files, gawk).lines.at(4)).toEqual({
      text: '-w /a-w /b',
      source: { file: '1.rules', line: 0 },
      glued: [{ file: '2.rules', line: 0 }],
      moved: false,
    });
  });

  it('loses files with a blank in their name until 4.1', () => {
    const files = [{ name: 'b c.rules', text: '-w /b\n' }];
    expect(effectiveRules(files, gawk).ignored).toEqual([{ name: 'b c.rules', reason: 'blank-in-name' }]);
    expect(effectiveRules(files, { auditVersion: '4.2' }).text).toContain('-w /b');
  });
});

const script = '/sbin/augenrules';
const name = 'the real augenrules makes the same file';

/** Changes that later releases made to the script (compared with 3.0.9 from Debian 12). */
const releases: Record<string, (text: string) => string> = {
  '3.0.9': (text) => text,
  '3.1.1': (text) =>
    text.replace('        if (length($0) < 1)', '        sub(/\\r$/, "");\n        if (length($0) < 1)'),
  '4.2': (text) =>
    releases['3.1.1']!(text)
      .replace(
        /for rules in \$\(.*\n.*\n/,
        'for rules in "$SourceRulesDir"/*.rules ; do [ -e "$rules" ] || continue; printf \'%s\\0\' "$rules"\n',
      )
      .replace("done | awk '", "done | sort -zV | xargs -0r cat -- | awk '"),
};

if (process.getuid?.() !== 0 || !existsSync(script))
  skipAloud(name, 'augenrules is not installed (package auditd), or this is not root');
else {
  const original = readFileSync(script, 'utf8');
  const installed = /([0-9.]+)/.exec(execFileSync('/sbin/auditctl', ['-v'], { encoding: 'utf8' }))![1]!;
  describe(name, () => {
    const awks = (['gawk', 'mawk'] as const).filter((awk) => existsSync(`/usr/bin/${awk}`));
    const cases = awks.flatMap((awk) =>
      (installed === '3.0.9' ? Object.keys(releases) : [installed]).map((version) => [awk, version] as const),
    );

    it.each(cases)('with %s, as of %s', { timeout: 60_000 }, (awk, version) => {
      const folder = scratch('augenrules-');
      const rules = join(folder.path, 'rules.d');
      const made = join(folder.path, 'audit.rules');
      // The script is given other folders; it is never told to load.
      const text = (releases[version] ?? ((same: string) => same))(original)
        .replace('DestinationFile=/etc/audit/audit.rules', `DestinationFile=${made}`)
        .replace('SourceRulesDir=/etc/audit/rules.d', `SourceRulesDir=${rules}`)
        .replace("| awk '", `| ${awk} '`);
      const copy = join(folder.path, 'augenrules');
      writeFileSync(copy, text, { mode: 0o700 });
      const run = (files: readonly RulesFile[]) => {
        rmSync(rules, { recursive: true, force: true });
        rmSync(made, { force: true });
        mkdirSync(rules);
        for (const file of files) writeFileSync(join(rules, file.name), file.text);
        execFileSync(copy, [], { stdio: 'ignore', env: { ...process.env, LC_ALL: 'C', TMPDIR: folder.path } });
        return readFileSync(made, 'utf8').replace(rules, '/etc/audit/rules.d');
      };
      try {
        const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
        fc.assert(
          fc.property(folderOfRules, (files) => {
            expect(effectiveRules(files, { auditVersion: version, awk }).text).toBe(run(files));
          }),
          { numRuns: 12, seed },
        );
      } finally {
        folder.remove();
      }
    });
  });
}

const fileName = fc
  .tuple(
    fc.constantFrom('', '1', '2', '10', '010', '100', '30-', '30', '.', '9~'),
    fc.constantFrom('a', 'A', 'b', 'audit', 'c10', 'c2', 'x.y', 'x_y', 'b c', 'é', '-'),
    fc.constantFrom('.rules', '.rules', '.rules', '.rules', '.rules.bak', ''),
  )
  .map((parts) => parts.join(''));
const controlLine = fc.constantFrom(
  '-D',
  '-D ',
  ' -D',
  '-D -k x',
  '-b 1',
  ' -b 2',
  '\t-b 3',
  '-b 300 -f 1',
  '-f 1',
  '-f0',
  '-e 1',
  '-e 2',
  ' -e 2',
  's-e 1',
  '--backlog_wait_time 1',
);
const otherLine = fc.constantFrom(
  '',
  '# c',
  '  # c',
  '\t# c',
  '-w /a -p w',
  '-w /b',
  '\r',
  '-w /c\r',
  '   ',
  '-i',
  '-r 10',
  '-a always,exit -F path=/x',
);
const line = fc.oneof(controlLine, otherLine);
const fileText = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\n', '\n', ''))
  .map(([lines, end]) => lines.join('\n') + (lines.length === 0 ? '' : end));
const folderOfRules = fc.uniqueArray(fc.record({ name: fileName, text: fileText }), {
  maxLength: 5,
  selector: (file) => file.name,
});
