import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeRules } from '../../../core/src/rules/judge';
import { parseRules } from '../../../core/src/rules/tree';
import type { Target } from '../../../core/src/target';
import { Lines } from '../../../core/src/text/lines';
import { openOracle } from '../../kit/oracle';
import { inRepository } from '../../kit/repository';
import { tableRows, unescapeCell, verdictOf, type Verdict } from '../../kit/ruleCases';
import { describeWithShared, skipAloud } from '../../kit/skip';

const data = (name: string) => inRepository('test/data/rules', name);
const target = (auditVersion: string): Target => ({ auditVersion, arch: 'x86_64', users: ['root'], groups: ['root'] });

interface Difference {
  readonly line: string;
  readonly measured: string;
  readonly ours: string;
}

const listed = tableRows(data('differences.tsv'));
const listedOf = (table: string): Difference[] =>
  listed
    .filter((row) => row['table'] === table)
    .map(({ line, measured, ours }) => ({ line: line!, measured: measured!, ours: ours! }));

function report(name: string, all: number, differences: readonly unknown[]): void {
  console.log(`${name}: ${(((all - differences.length) / all) * 100).toFixed(2)} % of ${all} as the real programs`);
}

describe('agreement with auditctl and the kernel', () => {
  it('on the measured cases of 3.0.9', () => {
    const rows = tableRows(data('cases.tsv'));
    const differences = rows
      .map((row) => ({
        line: row['line']!,
        measured: row['verdict'] === 'skip' ? 'ok' : row['verdict']!,
        ours: verdictOf(unescapeCell(row['line']!), target('3.0.9')),
      }))
      .filter(({ measured, ours }) => measured !== ours);
    report('cases.tsv', rows.length, differences);
    expect(differences).toEqual(listedOf('cases.tsv'));
    expect(differences.length / rows.length).toBeLessThan(0.005);
  });

  it.each(['2.8.5', '3.0.9', '3.1.5', '4.2.1'])('on the lines where releases differ: %s', (version) => {
    const rows = tableRows(data('versions.tsv'));
    const refused = (verdict: Verdict) => (verdict === 'bad' ? 'bad' : 'ok');
    const differences = rows
      .map((row) => ({
        line: row['line']!,
        measured: row[version]!.startsWith('ok') ? 'ok' : 'bad',
        ours: refused(verdictOf(unescapeCell(row['line']!), target(version))),
      }))
      .filter(({ measured, ours }) => measured !== ours);
    report(`versions.tsv, ${version}`, rows.length, differences);
    expect(differences).toEqual(listedOf(`versions.tsv ${version}`));
  });
});

describe('agreement with eleven releases', () => {
  const rows = tableRows(data('releases.tsv'));
  const versions = Object.keys(rows[0]!).filter((name) => name !== 'line');

  it.each(versions)('%s', (version) => {
    // Accounts of the machine that measured; none but root is in the lines.
    const differences = rows
      .map((row) => ({
        line: row['line']!,
        measured: row[version]!,
        ours: verdictOf(unescapeCell(row['line']!), target(version)),
      }))
      .filter(({ measured, ours }) => measured !== ours);
    report(`releases.tsv, ${version}`, rows.length, differences);
    expect(differences).toEqual([]);
  });
});

const oracle = openOracle();
if (typeof oracle === 'string') skipAloud('the measured cases, measured again', oracle);
else {
  describe('the measured cases, measured again', () => {
    it('says of the installed auditctl what the table says, or we agree with the installed one', () => {
      const lines = tableRows(data('cases.tsv'))
        .map((row) => unescapeCell(row['line']!))
        .filter((line) => Buffer.byteLength(line) <= 6143);
      const here = {
        auditVersion: oracle.version,
        arch: 'x86_64',
        users: [...oracle.users.keys()],
        groups: [...oracle.groups.keys()],
      };
      const differences = oracle.judge(lines, 'x86_64').flatMap((verdict, at) => {
        const measured = !verdict.ok ? 'bad' : verdict.kernel === undefined ? 'ok' : 'kernel-bad';
        const ours = verdictOf(lines[at]!, here);
        return ours === measured ? [] : [{ line: lines[at]!, measured, ours }];
      });
      report(`auditctl ${oracle.version} of this machine`, lines.length, differences);
      expect(differences).toEqual(listedOf('cases.tsv'));
    });
  });
}

describeWithShared('agreement on the corpus', 'corpus/rules/verdicts.tsv', (path) => {
  it('refuses exactly the lines that auditctl 3.0.9 and the kernel refuse', () => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const rows = tableRows(path);
    const findings = new Map<string, Map<number, string>>();
    for (const file of new Set(rows.map((row) => row['file']!))) {
      findings.set(file, refusalsByLine(readFileSync(`${folder}/${file}`, 'utf8')));
    }
    const differences: string[] = [];
    for (const row of rows) {
      const kernel = row['dup_of'] !== '' || (row['kernel'] !== '' && row['kernel'] !== 'ok');
      const measured = row['verdict'] === 'rejected' ? 'auditctl' : kernel ? 'kernel' : undefined;
      const refusals = findings.get(row['file']!)!;
      const line = Number(row['line']);
      if (refusals.get(line) !== measured) differences.push(`${row['file']}:${line} ${measured} ${refusals.get(line)}`);
      refusals.delete(line);
    }
    // What is left are refusals of lines that are blank or comments to auditctl.
    for (const [file, rest] of findings)
      for (const [line, by] of rest) differences.push(`${file}:${line} nobody ${by}`);
    report('corpus', rows.length, differences);
    expect(differences).toEqual([]);
  });
});

/** Who refuses each line, from 1. The corpus was measured with unknown accounts taken as known. */
function refusalsByLine(text: string): Map<number, string> {
  const lines = new Lines(text);
  const refusals = new Map<number, string>();
  for (const { refusedBy, span } of judgeRules(parseRules(text), { auditVersion: '3.0.9', arch: 'x86_64' })) {
    if (refusedBy === null) continue;
    const line = lines.lineAt(span.start) + 1;
    if (refusals.get(line) !== 'auditctl') refusals.set(line, refusedBy);
  }
  return refusals;
}
