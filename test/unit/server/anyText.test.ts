import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultTarget } from '../../../core/src/target';
import { judgement } from '../../../server/src/language/judgement';
import { rulesLanguage } from '../../../server/src/language/rules/rules';
import type { Language } from '../../../server/src/language/language';
import { ParsedDocument } from '../../../server/src/session/documents';
import { describeWithShared } from '../../kit/skip';
import { randomNumbers } from '../../kit/randomNumbers';

const language = rulesLanguage as Language;
const noLevels = new Map();

/** Asks everything that an editor can ask about a text, at one place. */
function askEverything(text: string, offset: number): void {
  const document = new ParsedDocument('file:///etc/audit/rules.d/10-any.rules', 'audit-rules', 1, text);
  const around = { target: defaultTarget, siblings: [document] };
  const { line, column } = document.lines.positionAt(offset);
  const position = { line, character: column };
  for (const { span, message, fixes = [] } of judgement(document, language, around, noLevels)) {
    const spans = [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))];
    for (const { start, end } of spans)
      expect(start >= 0 && start <= end && end <= text.length, `${message} ${start} ${end}`).toBe(true);
  }
  language.completion?.(document, position, around);
  language.hover?.(document, position, around);
  language.definition?.(document, position, around);
  language.references?.(document, position, around);
  language.rename?.(document, position, 'new', around);
  language.highlights?.(document, position);
  language.documentSymbols?.(document);
  language.foldingRanges?.(document);
  language.formatting?.(document, { tabSize: 2, insertSpaces: true });
  language.selectionRanges?.(document, [position]);
  language.semanticTokens?.(document, around);
  language.signatureHelp?.(document, position, around);
  language.codeLenses?.(document, around);
  language.inlayHints?.(document, { start: position, end: position }, around);
}

const pieces = [
  ' ', '  ', '\t', '\r', '\n', '\\', '\\ ', '\0', '"', '#', ',', '=', '!=', '>=', '&', '-', '--', '-a', '-F', '-S', '-k', '-w', '-p',
  '-C', '-D', '-e 2', '-b', 'always,exit', 'exit', 'arch=b64', 'auid>=1000', 'path=/etc', 'perm=', 'all', 'open', 'openat',
  '4294967295', '-1', '0x', '0100', 'é', '\u2028', '\ud800', '\ufeff', '—', 'x'.repeat(300),
]; // prettier-ignore

function mutated(line: string, pick: (below: number) => number): string {
  let text = line;
  for (let count = 1 + pick(3); count > 0; count--) {
    const at = pick(text.length + 1);
    const cut = pick(4) === 0 ? pick(12) : 0;
    text = text.slice(0, at) + (pick(3) === 0 ? '' : (pieces[pick(pieces.length)] ?? '')) + text.slice(at + cut);
  }
  return text;
}

const samples = [
  '-a always,exit -F arch=b64 -S open,openat -F exit=-EACCES -F auid>=1000 -F auid!=unset -k access',
  '-a never,exclude -F msgtype=CWD',
  '-w /etc/passwd -p wa -k identity',
  '-a always,exit -F dir=/etc -F perm=wa -F key=etc',
  '-a exit,always -S all -C uid!=euid -k priv',
  '--backlog_wait_time 60000',
  '# auditd-lint disable-next-line old-style-watch',
  '-e 2',
  '-D',
];

// test/long/rulesFuzz.test.ts does many more.
test('2,500 mutated lines: nothing throws, nothing points outside, nothing hangs', () => {
  const seed = 20261122;
  const pick = randomNumbers(seed);
  for (let run = 0; run < 2_500; run++) {
    const line = mutated(samples[pick(samples.length)] ?? '', pick);
    const text = pick(2) === 0 ? line : `${samples[pick(samples.length)]}\n${line}\n`;
    const offset = pick(text.length + 1);
    try {
      askEverything(text, offset);
    } catch (error) {
      throw new Error(`seed ${seed}, run ${run}: ${JSON.stringify(text)} at ${offset}`, { cause: error });
    }
  }
}, 240_000);

describeWithShared('real files', 'corpus/rules', (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rules'));

  test.each(files)('%s', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    askEverything(text, Math.floor(text.length / 2));
  });
});

describe('large and odd files', () => {
  test.each([
    ['a million -S', `-a always,exit -F arch=b64 ${'-S open '.repeat(1_000_000)}`],
    ['a line of 10 MB', `-k ${'x'.repeat(10_000_000)}`],
    ['a comment of 10 MB', `# ${'auditd-lint disable x '.repeat(450_000)}`],
    ['many empty lines', '\n'.repeat(1_000_000)],
    ['the same rule often', '-a always,exit -F arch=b64 -S open -k x\n'.repeat(20_000)],
    ['one key often', Array.from({ length: 20_000 }, (_, index) => `-w /srv/${index} -p wa -k same`).join('\n')],
  ])('%s', (_name, text) => askEverything(text, text.length), 120_000);
});
