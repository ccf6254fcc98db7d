import { readFileSync } from 'node:fs';
import { judgeAccess } from '../../core/src/config/access';
import { judge } from '../../core/src/config/judge';
import { type FileFacts, type Machine, anyMachine } from '../../core/src/config/machine';
import { parseConfig } from '../../core/src/config/tree';
import { type ConfigLanguageId, configLanguageIds, kindOf } from '../../core/src/facts/config';
import type { ConfigKind } from '../../core/src/facts/configKeyword';
import type { Finding } from '../../core/src/findings';
import type { Target } from '../../core/src/target';

/** The versions whose programs were run for the table. */
export const caseVersions = ['2.4.1', '2.8.5', '3.0.9', '3.1.5', '4.0.3', '4.2.1'] as const;
export type CaseVersion = (typeof caseVersions)[number];
export type Verdict = 'accepted' | 'accepted+message' | 'refused';

/** One row of test/data/config/cases.tsv: a file, and what the real programs said of it. */
export interface ConfigCase {
  readonly id: string;
  readonly kind: ConfigKind;
  readonly line: string;
  readonly setup: string;
  readonly content: string;
  readonly dependsOn: string;
  readonly verdicts: Readonly<Partial<Record<CaseVersion, Verdict>>>;
  readonly messages: readonly string[];
  readonly messagesElsewhere: Readonly<Record<string, readonly string[]>>;
}

export function readConfigCases(): readonly ConfigCase[] {
  const table = readFileSync(new URL('../data/config/cases.tsv', import.meta.url), 'utf8');
  const [head = '', ...rows] = table.split('\n').filter((row) => row !== '');
  const columns = head.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    return {
      id: cell('id'),
      kind: cell('kind') as ConfigKind,
      line: cell('line'),
      setup: cell('setup'),
      content: JSON.parse(cell('content')) as string,
      dependsOn: cell('depends_on'),
      verdicts: Object.fromEntries(
        caseVersions.filter((version) => cell(version) !== '').map((version) => [version, cell(version)]),
      ) as ConfigCase['verdicts'],
      messages: JSON.parse(cell('messages') || '[]') as string[],
      messagesElsewhere: JSON.parse(cell('messages_elsewhere') || '{}') as Record<string, string[]>,
    };
  });
}

export function languageOfKind(kind: ConfigKind): ConfigLanguageId {
  const id = configLanguageIds.find((candidate) => kindOf(candidate) === kind);
  if (id === undefined) throw new Error(`no language for ${kind}`);
  return id;
}

const fixtures = '/fixtures';

/** The machine on which the table was made: programs e550 … e777 of that mode, a folder logs, and nothing called none. */
const machineOfTable: Machine = {
  fileAt: (path) => {
    if (!path.startsWith(fixtures)) return anyMachine.fileAt(path);
    const name = path.slice(fixtures.length + 1);
    const mode = /^e([0-7]{3})$/.exec(name)?.[1];
    if (mode !== undefined) return { type: 'file', owner: 0, mode: Number.parseInt(mode, 8) };
    return name === '' || name === 'logs' ? { type: 'folder', owner: 0, mode: 0o755 } : 'missing';
  },
};

/** The file of a case as it lies on the machine of the table. */
export function textOf(one: ConfigCase): string {
  return one.content.replaceAll('{FIXTURES}', fixtures);
}

export function targetOfTable(version: string): Target {
  return { auditVersion: version, arch: 'x86_64', groups: ['root', 'adm'] };
}

/** All that is said of a case: of its lines, and of the file's owner, mode and kind. */
export function judgeCase(one: ConfigCase, version: string): readonly Finding[] {
  const target = targetOfTable(version);
  const found = judge(parseConfig(textOf(one), languageOfKind(one.kind)), target, machineOfTable);
  const access = judgeAccess(one.kind, fileOf(one.setup), target);
  return one.setup === 'missing' ? access : [...access, ...found];
}

function fileOf(setup: string): FileFacts | 'missing' {
  if (setup === 'missing') return 'missing';
  const mode = setup.startsWith('mode=') ? Number.parseInt(setup.slice(5), 8) : 0o640;
  const owner = setup.startsWith('owner=') ? Number(setup.slice(6)) : 0;
  return { type: setup === 'symlink' ? 'link' : 'file', owner, mode };
}
