import { readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { judge } from '../../../core/src/config/judge';
import type { Machine } from '../../../core/src/config/machine';
import { parseConfig } from '../../../core/src/config/tree';
import type { Target } from '../../../core/src/target';
import { languageOfKind, readConfigCases, caseVersions } from '../../kit/configCases';
import { configText } from '../../kit/configFiles';
import { openConfigOracle } from '../../kit/configOracle';

const oracle = openConfigOracle();
if (typeof oracle === 'string') console.warn(`SKIPPED: the real programs are not asked: ${oracle}`);

const thisMachine: Machine = {
  fileAt: (path) => {
    try {
      const facts = statSync(path);
      const type = facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other';
      return { type, owner: facts.uid, mode: facts.mode & 0o7777 };
    } catch {
      return 'missing';
    }
  },
};

describe.skipIf(typeof oracle === 'string')('the installed programs', () => {
  if (typeof oracle === 'string') return;
  afterAll(() => oracle.close());
  const groups = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0] ?? '');
  const target: Target = { auditVersion: oracle.version, arch: 'x86_64', groups };

  // `CONFIG_ORACLE_FILES=5000 npx vitest run --project unit test/unit/config/oracle.test.ts` asks for more.
  const files = Number(process.env['CONFIG_ORACLE_FILES'] ?? 80);
  const kinds = [
    ['auditd', files],
    ['remote', files],
    ['zos', Math.ceil(files / 4)],
    ['plugin', Math.ceil(files / 4)],
  ] as const;

  test.each(kinds)(
    'refuse of files made at random (%s) what the judgement refuses',
    async (kind, count) => {
      const seed = Number(process.env['CONFIG_ORACLE_SEED'] ?? 20261122);
      for (const text of fc.sample(configText(kind), { numRuns: count, seed })) {
        const answer = await oracle.ask(kind, text);
        const refusals = judge(parseConfig(text, languageOfKind(kind)), target, thisMachine)
          .filter((finding) => finding.refusedBy !== null)
          .map((finding) => finding.code);
        expect(refusals.length === 0, `${JSON.stringify(text)}: ${refusals.join(' ')}\n${answer.output}`).toBe(
          answer.accepted,
        );
      }
    },
    600_000,
  );

  const column = caseVersions.find((version) => version === oracle.version);
  test.runIf(column !== undefined)(
    'say of the table of cases what they said when it was made',
    async () => {
      if (column === undefined) return;
      let asked = 0;
      // Some of them, so that the run stays short: the random files cover the rest.
      for (const one of readConfigCases().filter((_, at) => at % 6 === 0)) {
        const verdict = one.verdicts[column];
        const plain = one.setup === '' && !one.content.includes('{FIXTURES}') && one.dependsOn === '';
        if (verdict === undefined || !plain || one.kind === 'audispd') continue;
        const answer = await oracle.ask(one.kind, one.content);
        expect(answer.accepted, `${one.id}: ${answer.output}`).toBe(verdict !== 'refused');
        asked++;
      }
      expect(asked).toBeGreaterThan(20);
    },
    60_000,
  );
});
