import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const samples = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.ts'));
const grammars = readdirSync(join(root, 'syntaxes')).filter((name) => name.endsWith('.tmLanguage.json'));

test.each(samples)('%s is coloured as its caret lines say', (sample) => {
  const tester = join(root, 'node_modules/vscode-tmgrammar-test/dist/unit.js');
  const options = grammars.flatMap((grammar) => ['--grammar', join(root, 'syntaxes', grammar)]);
  const { status, stdout } = spawnSync(process.execPath, [tester, ...options, join(import.meta.dirname, sample)], {
    encoding: 'utf8',
    // Away from package.json, whose grammars it would also want.
    cwd: import.meta.dirname,
    timeout: 30_000,
  });
  expect(status, stdout).toBe(0);
});

test.each(grammars)('%s names its own scope everywhere', (grammar) => {
  const text = readFileSync(join(root, 'syntaxes', grammar), 'utf8');
  const { scopeName } = JSON.parse(text) as { scopeName: string };
  const ending = scopeName.replace(/^(source|text)\./, '.');
  for (const [, name = ''] of text.matchAll(/"name": "([a-z][^" ]*\.[^"]*)"/g))
    expect(name.endsWith(ending), name).toBe(true);
});
