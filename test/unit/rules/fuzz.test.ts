import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeRules } from '../../../core/src/rules/judge';
import { parseRules } from '../../../core/src/rules/tree';
import { inRepository, inShared } from '../../kit/repository';

const targets = ['2.4', '2.8.5', '3.0.9', '3.1.5', '4.0.4', '4.2.1'].flatMap((auditVersion) =>
  ['x86_64', 'aarch64', 'no-such-machine'].map((arch) => ({ auditVersion, arch })),
);
const mutations = 10_000;
/** A line's length is no reason to be slow; files are cut so that ten thousand fit in a test. */
const largest = 3000;

function rulesFiles(): string[] {
  const folder = inShared('corpus/rules') ?? inRepository('examples');
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = found.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  return [...texts, readFileSync(inRepository('test/data/rules/cases.tsv'), 'utf8')].filter((text) => text !== '');
}

/** A generator of numbers that a seed fixes (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  '\0',
  '\n',
  '\r',
  '\t',
  ' ',
  '\\',
  '-',
  '--',
  '=',
  ',',
  '\ufeff',
  '\u2028',
  '\ud800',
  '😀',
  '-F ',
  '-S ',
  'é'.repeat(50),
  'x'.repeat(7000),
];

function mutated(text: string, below: (limit: number) => number): string {
  let result = text;
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(result.length + 1);
    const cut = below(4) === 0 ? below(200) : below(3);
    const piece = below(2) === 0 ? pieces[below(pieces.length)]! : String.fromCharCode(below(0x2100));
    result = result.slice(0, at) + piece + result.slice(at + cut);
  }
  return result;
}

describe('any text as a rules file', () => {
  it(
    `parses and judges ${mutations} mutations of real files without throwing, and keeps every character`,
    { timeout: 120_000 },
    () => {
      const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      console.log(`seed ${seed}`);
      const below = random(seed);
      const files = rulesFiles();
      for (let run = 0; run < mutations; run++) {
        const whole = files[below(files.length)]!;
        const from = below(Math.max(1, whole.length - largest));
        const text = mutated(whole.slice(from, from + largest), below);
        const tree = parseRules(text);
        const findings = judgeRules(tree, targets[run % targets.length]!);
        if (run % 20 !== 0) continue;
        expectLossless(text);
        for (const { span, fixes } of findings) {
          for (const place of [span, ...(fixes ?? []).flatMap((fix) => fix.edits.map((edit) => edit.span))]) {
            expect(
              place.start >= 0 && place.start <= place.end && place.end <= text.length,
              `seed ${seed} run ${run}`,
            ).toBe(true);
          }
        }
      }
    },
  );
});

function expectLossless(text: string): void {
  const { lines } = parseRules(text);
  const joined = lines.map((line) => (line.piece === 0 && line.number > 0 ? '\n' : '') + line.text).join('');
  expect(joined).toBe(text);
  for (const line of lines) {
    let at = line.start;
    for (const word of line.words) {
      expect(word.start).toBeGreaterThanOrEqual(at);
      expect(word.end).toBeGreaterThan(word.start);
      at = word.end;
    }
    expect(at).toBeLessThanOrEqual(line.end);
  }
}
