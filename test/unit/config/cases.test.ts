import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { Lines } from '../../../core/src/text/lines';
import { readLines } from '../../../core/src/config/reading';
import { parseConfig } from '../../../core/src/config/tree';
import { caseVersions, judgeCase, languageOfKind, readConfigCases, textOf } from '../../kit/configCases';

const cases = readConfigCases();

/** `auditd-222 2.4.1`, … from the table of differences, which says why. */
const expectedDifferences = readFileSync(new URL('../../data/config/differences.md', import.meta.url), 'utf8')
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^[a-z]+-[xy]?\d+$/.test(cells[1] ?? ''))
  .flatMap((cells) => (cells[2] ?? '').split(', ').map((version) => `${cells[1]} ${version}`));

describe('what the real programs said of 393 files', () => {
  test('is what the judgement says, but for the differences that are listed with their reasons', () => {
    const different = cases.flatMap((one) =>
      caseVersions
        .filter((version) => {
          const verdict = one.verdicts[version];
          if (verdict === undefined) return false;
          return judgeCase(one, version).some((finding) => finding.refusedBy !== null) !== (verdict === 'refused');
        })
        .map((version) => `${one.id} ${version}`),
    );
    expect(different.sort()).toEqual(expectedDifferences.sort());
  });

  test.each(caseVersions)('at least 99 in 100 answers agree for %s', (version) => {
    const asked = cases.filter((one) => one.verdicts[version] !== undefined);
    const differing = expectedDifferences.filter((entry) => entry.endsWith(` ${version}`)).length;
    expect(asked.length).toBeGreaterThan(300);
    expect(1 - differing / asked.length).toBeGreaterThanOrEqual(0.99);
  });

  test('no error without a refusal, and the program that refuses is the one that reads the file', () => {
    const readers: Record<string, readonly string[]> = {
      auditd: ['auditd'],
      remote: ['audisp-remote'],
      plugin: ['auditd', 'audispd'],
      audispd: ['audispd'],
      zos: ['audispd-zos-remote'],
    };
    for (const one of cases) {
      for (const version of caseVersions) {
        for (const finding of judgeCase(one, version)) {
          expect(finding.severity === 'error', `${one.id} ${version} ${finding.code}`).toBe(finding.refusedBy !== null);
          if (finding.refusedBy !== null) expect(readers[one.kind]).toContain(finding.refusedBy);
        }
      }
    }
  });

  test('a refusal stands on the line that the program names, counted as the program counts', () => {
    let looked = 0;
    for (const one of cases) {
      for (const version of caseVersions) {
        if (one.verdicts[version] !== 'refused' || expectedDifferences.includes(`${one.id} ${version}`)) continue;
        const messages = one.messagesElsewhere[version] ?? one.messages;
        const named = messages.map((message) => /line (\d+)/.exec(message)?.[1]).filter((line) => line !== undefined);
        const last = Number(named[named.length - 1]);
        const text = textOf(one);
        const reading = readLines(parseConfig(text, languageOfKind(one.kind)), version);
        const line = reading.lines.find(({ number }) => number === last);
        if (line === undefined) continue;
        const lines = new Lines(text);
        const found = judgeCase(one, version)
          .filter((finding) => finding.refusedBy !== null)
          .map((finding) => lines.lineAt(finding.span.start));
        expect(found, `${one.id} ${version}`).toContain(lines.lineAt(line.span.start));
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(900);
  });
});

// `CONFIG_FIGURES=1 npx vitest run --project unit test/unit/config/cases.test.ts` prints the table of docs/evidence.md.
afterAll(() => {
  if (process.env['CONFIG_FIGURES'] === undefined) return;
  const kinds = ['auditd', 'audispd', 'remote', 'plugin', 'zos'] as const;
  const rows = caseVersions.map((version) => {
    const cells = [undefined, ...kinds].map((kind) => {
      const asked = cases.filter((one) => one.verdicts[version] !== undefined && (kind ?? one.kind) === one.kind);
      const ids = new Set(asked.map((one) => `${one.id} ${version}`));
      const differing = expectedDifferences.filter((entry) => ids.has(entry)).length;
      if (asked.length === 0) return '';
      const percent = ((100 * (asked.length - differing)) / asked.length).toFixed(1);
      return `${asked.length - differing} of ${asked.length}${kind === undefined ? ` (${percent} %)` : ''}`;
    });
    return `| ${version} | ${cells.join(' | ')} |`;
  });
  console.log(
    ['| version | all | ' + kinds.join(' | ') + ' |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows].join(
      '\n',
    ),
  );
});
