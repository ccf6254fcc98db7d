import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../core/src/config/tree';
import { Lines } from '../../../core/src/text/lines';
import { applyEdits } from '../../../core/src/text/span';
import { checks } from '../../../server/src/language/config/checks/index';
import { configLanguage } from '../../../server/src/language/config/config';
import { refusalCodes } from '../../../server/src/language/config/refusalCodes';
import { type Fence, caretsOf, readPage } from '../../kit/configPages';

const folder = new URL('../../../server/src/language/config/checks/', import.meta.url);
const codes = [...refusalCodes, ...checks.map((check) => check.code)].sort();
/** What is said of the file itself (owner, mode), or only when the target was looked at: no text shows it. */
const withoutExample = [
  'bad-exec-mode',
  'group-writable',
  'loose-log-file',
  'missing-config',
  'not-owned-by-root',
  'symlinked-config',
  'tight-mode',
  'unknown-group',
  'world-writable',
];

test('every code has one page, every page a code, and every check its file', () => {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3));
  expect(pages.sort()).toEqual(codes);
  expect(new Set(codes).size).toBe(codes.length);
  for (const check of checks) expect(existsSync(new URL(`${check.code}.ts`, folder)), check.code).toBe(true);
});

describe.each(codes)('%s', (code) => {
  const page = readPage(new URL(`${code}.md`, folder));
  const hasExample = !withoutExample.includes(code);

  test('has its sections', () => {
    const sections = hasExample ? ['What it finds', 'Why', 'Bad', 'Fix', 'Good'] : ['What it finds', 'Why', 'Fix'];
    expect(page.headings).toEqual([code, ...sections]);
  });

  if (!hasExample) return;

  test('finds under Bad what the carets say, and nothing under Good', () => {
    expect(page.bad.flatMap((fence) => fence.carets).some((line) => line.endsWith(` ${code}`))).toBe(true);
    for (const fence of page.bad) expect(caretsOf(fence, page.bad)).toEqual(fence.carets);
    expect(page.good.length).toBeGreaterThan(0);
    for (const fence of page.good) expect(caretsOf(fence, page.good)).toEqual([]);
  });

  test('a mend that is offered takes the fault away', () => {
    for (const fence of page.bad) {
      const siblings = page.bad.map((each) => each.document);
      for (const finding of configLanguage.findings(fence.document, { target: fence.target, siblings })) {
        for (const fix of finding.fixes ?? []) {
          const mended = withText(fence, applyEdits(fence.document.text, fix.edits));
          const left = caretsOf(
            mended,
            page.bad.map((each) => (each === fence ? mended : each)),
          );
          expect(
            left.filter((line) => line.endsWith(` ${finding.code}`)),
            fix.title,
          ).toEqual([]);
        }
      }
    }
  });
});

function withText(fence: Fence, text: string): Fence {
  const document = {
    ...fence.document,
    text,
    lines: new Lines(text),
    tree: parseConfig(text, fence.document.languageId),
  };
  return { ...fence, document };
}
