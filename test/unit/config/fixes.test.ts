import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConfigLanguageId, configLanguageIds, kindOf } from '../../../core/src/facts/config';
import type { Finding } from '../../../core/src/findings';
import { applyEdits } from '../../../core/src/text/span';
import { configLanguage } from '../../../server/src/language/config/config';
import { safeEdits } from '../../../server/src/language/safeEdits';
import { configDocument } from '../../kit/configDocuments';
import { configText } from '../../kit/configFiles';

function findings(text: string, languageId: ConfigLanguageId, auditVersion: string): readonly Finding[] {
  const document = configDocument(text, languageId);
  return configLanguage.findings(document, { target: { auditVersion, arch: 'x86_64' }, siblings: [document] });
}

const refusals = (found: readonly Finding[]) =>
  found.filter(({ refusedBy }) => refusedBy !== null).map(({ code }) => code);
const files = fc
  .tuple(fc.constantFrom(...configLanguageIds), fc.constantFrom('2.8.5', '3.0.9', '4.2.1'), fc.nat())
  .map(([languageId, version, seed]) => ({
    languageId,
    version,
    text: fc.sample(configText(kindOf(languageId)), { numRuns: 1, seed })[0] ?? '',
  }));

describe('safe mends, all at once and again until there are none', () => {
  test('come to an end, and never make a file that is taken one that is refused', () => {
    fc.assert(
      fc.property(files, ({ languageId, version, text }) => {
        const before = findings(text, languageId, version);
        let after = text;
        let passes = 0;
        for (let found = before; safeEdits(found).length > 0; found = findings(after, languageId, version)) {
          after = applyEdits(after, safeEdits(found));
          expect(++passes, JSON.stringify([text, after])).toBeLessThan(10);
        }
        // A last line without a newline was not read before, and is now; a CR or a quote made another word of the value.
        if (refusals(before).length > 0 || !text.endsWith('\n') || /[\t\r\u00a0\ufeff"']/.test(text)) return;
        expect(refusals(findings(after, languageId, version)), JSON.stringify([text, after])).toEqual([]);
      }),
      { numRuns: 1500, seed: 20261122 },
    );
  }, 60_000);
});
