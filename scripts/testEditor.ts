// The editor suite: mocha inside a real VS Code extension host.
// usage: tsx scripts/testEditor.ts [newest|oldest]…     VSCODE_PATH: another VS Code instead, a desktop's for instance
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { chmodSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EditorResult } from '../test/editor/index';
import { scratch } from '../test/kit/scratch';
import { releases, type Release } from '../test/kit/vscode/installation';
import { inProject } from './projectRoot';

export async function testEditor(release: Release): Promise<readonly EditorResult[]> {
  const suite = await bundleSuite();
  const { path: directory, remove } = scratch('aw-editor-');
  // A copy: tests edit and save.
  const workspace = join(directory, 'workspace');
  cpSync(inProject('test/editor/workspace'), workspace, { recursive: true });
  const resultFile = join(directory, 'results.json');
  let failure: unknown;
  try {
    await runTests({
      vscodeExecutablePath: process.env['VSCODE_PATH'] || codeProgram(directory),
      extensionDevelopmentPath: inProject(),
      extensionTestsPath: suite,
      extensionTestsEnv: { AUDITD_TEST_VSCODE: release, AUDITD_TEST_RESULTS: resultFile },
      launchArgs: [
        workspace,
        `--user-data-dir=${join(directory, 'user')}`,
        `--extensions-dir=${join(directory, 'extensions')}`,
        '--disable-extensions',
      ],
    });
  } catch (error) {
    failure = error;
  }
  const results = readResults(resultFile);
  remove();
  // A run that ends badly without a failed test did not get to the tests, or not to the last one.
  if (failure && !results.some(({ state }) => state === 'failed')) {
    const error = failure instanceof Error ? failure.message : String(failure);
    return [...results, { title: `VS Code ${release} runs the suite`, state: 'failed', milliseconds: 0, error }];
  }
  return results;
}

/** An executable that takes `code`'s arguments. */
function codeProgram(directory: string): string {
  const path = join(directory, 'code');
  const program = inProject('test/kit/vscode/codeProgram.ts');
  const loader = require.resolve('tsx');
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' --import 'file://${loader}' '${program}' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The tests as CommonJS, one file each as they lie in test/editor; below the repository, where mocha is found. */
async function bundleSuite(): Promise<string> {
  const folder = inProject('test/editor');
  const outdir = inProject('out/editor-suite');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...readdirSync(folder).filter((name) => name.endsWith('.test.ts'))].map((name) =>
      join(folder, name),
    ),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    loader: { '.sh': 'text', '.md': 'text' },
    logLevel: 'warning',
  });
  return join(outdir, 'index.js');
}

function readResults(file: string): readonly EditorResult[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as EditorResult[];
  } catch {
    return [];
  }
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2).filter((name): name is Release => name in releases);
  for (const release of asked.length > 0 ? asked : (Object.keys(releases) as Release[])) {
    console.log(`\nVS Code, ${release}`);
    for (const { title, state, milliseconds, error } of await testEditor(release)) {
      console.log(`  ${state.padEnd(7)} ${title} (${milliseconds} ms)${error ? `\n${error}` : ''}`);
      if (state === 'failed') process.exitCode = 1;
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
