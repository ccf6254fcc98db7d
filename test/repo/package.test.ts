import { readFileSync, readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch, type Scratch } from '../kit/scratch';
import { releases } from '../kit/vscode/installation';
import { makeVsix } from '../kit/vsix';
import { zipEntries, type ZipEntry } from '../kit/zip';
import { inRepository } from '../kit/repository';

const KB = 1024;

// Budgets, each about a quarter above what it was when it was set. Who needs more says why in the commit.
const budgets: Readonly<Record<string, number>> = {
  'extension.js': 1750 * KB,
  'readerThread.js': 300 * KB,
  'server.js': 960 * KB,
  'auditd-lint.js': 770 * KB,
  'auditd-events.js': 280 * KB,
  'webview.js': 80 * KB,
  'webview.css': 16 * KB,
};
const PACKAGE_BUDGET = 1250 * KB;

describe('the package', () => {
  let folder: Scratch;
  let file = '';
  let entries: readonly ZipEntry[] = [];

  beforeAll(() => {
    folder = scratch('aw-vsix-');
    file = join(folder.path, 'auditd-workbench.vsix');
    makeVsix(file);
    entries = zipEntries(file);
  }, 60_000);
  afterAll(() => folder.remove());

  const inDist = () => entries.filter(({ path }) => path.startsWith('extension/dist/'));

  it('holds what is allowed and nothing else', () => {
    const allowed = [
      /^\[Content_Types\]\.xml$/,
      /^extension\.vsixmanifest$/,
      /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
      new RegExp(`^extension/dist/(${Object.keys(budgets).join('|').replaceAll('.', '\\.')})$`),
      /^extension\/dist\/checks\/(rules|config|log)\/[a-z0-9-]+\.md$/,
      /^extension\/images\/(icon\.png|auditd\.svg)$/,
      /^extension\/(syntaxes|snippets)\/[\w.-]+\.json$/,
      /^extension\/walkthrough\/[a-z]+\.md$/,
      /^extension\/examples\/([\w.-]+\/)*[\w.-]+$/,
    ];
    const foreign = entries.filter(({ path }) => !allowed.some((pattern) => pattern.test(path)));
    expect(foreign).toEqual([]);
  });

  it('holds every bundle, and the page of every check', () => {
    const paths = inDist().map(({ path }) => path.replace('extension/dist/', ''));
    expect(Object.keys(budgets).filter((name) => !paths.includes(name))).toEqual([]);
    const pages = readdirSync(inRepository('server/src/language'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\/checks\/[^/]+\.md$/.test(path))
      .map((path) => path.replace(/^(\w+)\/checks\//, 'checks/$1/'));
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.filter((page) => !paths.includes(page))).toEqual([]);
  });

  it('stays within its budgets', () => {
    const over = inDist().filter(({ path, size }) => size > (budgets[path.split('/').at(-1) ?? ''] ?? 20 * KB));
    expect(over).toEqual([]);
    expect(statSync(file).size).toBeLessThan(PACKAGE_BUDGET);
  });

  it('is pure JavaScript: the bundles ask for nothing but node, vscode and what may be missing', () => {
    const optional = /^(cpu-features|.*\.node)$/;
    for (const { path, read } of inDist().filter(({ path }) => path.endsWith('.js'))) {
      const text = read().toString();
      const asked = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
      const foreign = asked.filter(
        (name) => name !== 'vscode' && !optional.test(name) && !builtinModules.includes(name.replace(/^node:/, '')),
      );
      expect([path, ...foreign]).toEqual([path]);
    }
  });
});

it('the oldest VS Code of the tests is the one that engines.vscode names', () => {
  const { engines } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as { engines: { vscode: string } };
  // code-server 4.N.x carries VS Code 1.N.y; which y, the editor suite asks the program itself.
  const [, minor] = releases.oldest.codeServer.split('.');
  expect(engines.vscode).toMatch(new RegExp(`^\\^1\\.${minor}\\.`));
});
