import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { inRepository, repository } from '../kit/repository';
import { scratch } from '../kit/scratch';

const rooms = ['core', 'server', 'client'];
const rules = (createRequire(__filename)(inRepository('.dependency-cruiser.cjs')) as { forbidden: { name: string }[] })
  .forbidden;

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

function cruise(folder: string): Cruise {
  const program = inRepository('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
  const run = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  if (!run.stdout.startsWith('{')) throw new Error(run.stderr || run.stdout);
  return JSON.parse(run.stdout) as Cruise;
}

function sources(room: string): string[] {
  return readdirSync(inRepository(room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(room, file));
}

// A cruise takes two seconds, on a busy machine twenty.
describe('layers', { timeout: 120_000 }, () => {
  it('hold, in every module there is', () => {
    const { modules, summary } = cruise(repository);
    expect(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`)).toEqual([]);
    // A version that reads no TypeScript passes in silence: so what was cruised is held against what lies on disk.
    const cruised = new Set(modules.map(({ source }) => source));
    const onDisk = rooms.flatMap(sources);
    expect(onDisk.filter((file) => !cruised.has(file))).toEqual([]);
    expect(onDisk.length).toBeGreaterThan(100);
  });

  // The file that breaks the rule comes first; those after it are what it must not reach.
  const violations: Readonly<Record<string, readonly (readonly [path: string, text: string])[]>> = {
    'core-knows-no-world': [['core/src/planted.ts', "import 'node:fs';"]],
    'client-and-server-meet-in-core': [
      ['client/src/planted.ts', "import '../../server/src/planted';"],
      ['server/src/planted.ts', ''],
    ],
    'decisions-are-pure': [
      ['client/src/deploy/planPlanted.ts', "import type * as vscode from 'vscode'; export type T = vscode.Uri;"],
    ],
    'one-door-to-ssh2': [
      ['client/src/hosts/planted.ts', "import type { Client } from 'ssh2'; export type T = Client;"],
    ],
    'the-reading-thread-is-alone': [
      ['client/src/reading/readerPlanted.ts', "import '../tail/plantedFar';"],
      ['client/src/tail/plantedFar.ts', "import '../hosts/plantedFar';"],
      ['client/src/hosts/plantedFar.ts', ''],
    ],
    'webview-is-a-browser': [
      ['client/webview/planted.ts', "import '../src/plantedForPage';"],
      ['client/src/plantedForPage.ts', ''],
    ],
    'kinds-are-strangers': [
      ['server/src/language/rules/planted.ts', "import '../config/planted';"],
      ['server/src/language/config/planted.ts', ''],
    ],
    'checks-are-strangers': [
      ['server/src/language/rules/checks/planted-one.ts', "import './planted-two';"],
      ['server/src/language/rules/checks/planted-two.ts', ''],
    ],
    'handlers-only-dispatch': [
      ['server/src/handlers/planted.ts', "import '../../../core/src/rules/planted';"],
      ['core/src/rules/planted.ts', ''],
    ],
    'no-cycle': [
      ['core/src/text/plantedOne.ts', "import './plantedTwo';"],
      ['core/src/text/plantedTwo.ts', "import './plantedOne';"],
    ],
    'no-test-in-product': [
      ['server/src/session/planted.ts', "import '../../../test/kit/planted';"],
      ['test/kit/planted.ts', ''],
    ],
  };

  it('know a planted violation for every rule', () => {
    expect(Object.keys(violations).sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it('catch what is planted', () => {
    const { path: copy, remove } = scratch('aw-layers-');
    for (const name of [...rooms, '.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) {
      cpSync(inRepository(name), join(copy, name), { recursive: true });
    }
    const planted = Object.values(violations).flat();
    for (const [path, text] of planted) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), `${text}\nexport const planted = true;\n`);
    }
    const { violations: found } = cruise(copy).summary;
    const caught = new Set(found.map(({ from, rule }) => `${rule.name}: ${from}`));
    const missed = Object.entries(violations)
      .map(([rule, [first]]) => `${rule}: ${first?.[0]}`)
      .filter((expected) => !caught.has(expected));
    expect(missed).toEqual([]);
    remove();
  });

  it('catch a command that is registered elsewhere (eslint: a name, not an import)', async () => {
    // Without types: the planted text is no file of the project.
    const eslint = new ESLint({
      cwd: repository,
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } }, rules: withoutTypes },
    });
    const lint = async (filePath: string) => {
      const text = "import * as vscode from 'vscode';\nvscode.commands.registerCommand('x', () => {});\n";
      const [result] = await eslint.lintText(text, { filePath });
      return result?.messages.map(({ message }) => message) ?? [];
    };
    expect((await lint('client/src/panel/planted.ts')).join()).toContain('one-door-to-vscode-commands');
    expect(await lint('client/src/commands/planted.ts')).toEqual([]);
  });

  it('are all explained in ARCHITECTURE.md', () => {
    const page = readFileSync(inRepository('ARCHITECTURE.md'), 'utf8');
    expect(
      [...rules.map(({ name }) => name), 'one-door-to-vscode-commands'].filter((name) => !page.includes(name)),
    ).toEqual([]);
  });
});

const withoutTypes = Object.fromEntries(
  ['no-floating-promises', 'no-misused-promises', 'switch-exhaustiveness-check', 'consistent-type-imports'].map(
    (name) => [`@typescript-eslint/${name}`, 'off' as const],
  ),
);
