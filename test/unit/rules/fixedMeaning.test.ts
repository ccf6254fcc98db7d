import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../../core/src/text/span';
import { judgement } from '../../../server/src/language/judgement';
import type { Language } from '../../../server/src/language/language';
import { safeEdits } from '../../../server/src/language/safeEdits';
import { rulesLanguage } from '../../../server/src/language/rules/rules';
import { ParsedDocument } from '../../../server/src/session/documents';
import { openOracle } from '../../kit/oracle';
import { inShared } from '../../kit/repository';
import { skipAloud } from '../../kit/skip';

const language = rulesLanguage as Language;
const corpus = inShared('corpus/rules');
const oracle = openOracle();

/** Safe fixes that mend what loads and never does what it seems: they change what is loaded, and say so. */
const meantToChange = new Set(['positive-errno', 'always-on-exclude', 'carriage-return-in-key', 'word-read-as-zero']);

const name = 'a mended rule is the rule that it was';
if (corpus === undefined) skipAloud(name, '../shared/corpus/rules is not here');
else if (typeof oracle === 'string') skipAloud(name, oracle);
else {
  describe(name, () => {
    afterAll(() => oracle.close());
    const target = { auditVersion: oracle.version, arch: 'x86_64' };
    const lines = new Set(
      readdirSync(corpus, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.rules'))
        .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'))
        .filter((line) => line.trim() !== '' && Buffer.byteLength(line) <= 6143 && !line.includes('\0')),
    );

    /** What auditctl sends for each; the n-th of both. */
    const compared = (pairs: readonly (readonly [before: string, after: string])[]) => {
      const sent = (texts: readonly string[]) => oracle.judge(texts, 'x86_64');
      const [before, after] = [sent(pairs.map(([each]) => each)), sent(pairs.map(([, each]) => each))];
      return pairs.map(([text, mended], at) => ({ text, mended, before: before[at]!, after: after[at]! }));
    };

    it('by all safe fixes of a line, for every line of real files', () => {
      const pairs: [string, string][] = [];
      const codes = new Map<string, number>();
      for (const line of lines) {
        const document = new ParsedDocument('file:///etc/audit/part.rules', 'audit-rules', 1, `${line}\n`);
        const found = judgement(document, language, { target, siblings: [document] }, new Map());
        const promised = found.filter(({ code }) => !meantToChange.has(code));
        const edits = safeEdits(promised);
        if (edits.length === 0) continue;
        for (const { code, fixes } of promised) {
          if (fixes?.some(({ safe }) => safe) === true) codes.set(code, (codes.get(code) ?? 0) + 1);
        }
        const mended = applyEdits(document.text, edits).replace(/\n$/, '');
        // A comment that moves to a line of its own is none of auditctl's business.
        pairs.push([line, mended.split('\n').at(-1)!]);
      }
      const different = compared(pairs).filter(
        // What was refused has no meaning to keep; that it loads now is what the fix is for.
        ({ before, after }) => before.ok && (!after.ok || before.sent !== after.sent),
      );
      console.log(`${pairs.length} of ${lines.size} lines mended:`, Object.fromEntries(codes));
      expect(pairs.length).toBeGreaterThan(500);
      expect(different).toEqual([]);
    }, 120_000);

    it('by formatting, for every line of real files', () => {
      const pairs: [string, string][] = [];
      for (const line of lines) {
        const spaced = line.replace(/(?<!\\) +/g, '   ');
        const document = new ParsedDocument('file:///etc/audit/part.rules', 'audit-rules', 1, `  ${spaced}  \n`);
        const edits = (language.formatting?.(document, { tabSize: 2, insertSpaces: true }) ?? []).map(
          ({ range, newText }) => ({
            newText,
            span: { start: range.start.character, end: range.end.character },
          }),
        );
        const formatted = applyEdits(document.text, edits).replace(/\n$/, '');
        if (formatted !== `  ${spaced}  `) pairs.push([line, formatted]);
      }
      const different = compared(pairs).filter(
        ({ before, after }) => before.ok !== after.ok || before.sent !== after.sent,
      );
      expect(pairs.length).toBeGreaterThan(1000);
      expect(different).toEqual([]);
    }, 120_000);
  });
}
