import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultTarget } from '../../../core/src/target';
import { judgement } from '../../../server/src/language/judgement';
import type { Language } from '../../../server/src/language/language';
import { rulesLanguage } from '../../../server/src/language/rules/rules';
import { ParsedDocument } from '../../../server/src/session/documents';
import { inRepository } from '../../kit/repository';

interface Snippet {
  readonly prefix: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

const snippets = JSON.parse(readFileSync(inRepository('snippets/audit-rules.json'), 'utf8')) as Record<string, Snippet>;

/** The text when all places are left as they are offered. */
function inserted({ body }: Snippet): string {
  const lines = body.map((line) => line.replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1').replace(/\$\{\d+:([^}]*)\}/g, '$1'));
  return `${lines.join('\n')}\n`;
}

describe.each(Object.entries(snippets))('snippet %s', (name, snippet) => {
  test('is a good file by itself', () => {
    const text = inserted(snippet);
    expect(text).not.toContain('$');
    const document = new ParsedDocument('file:///etc/audit/part.rules', 'audit-rules', 1, text);
    const around = { target: defaultTarget, siblings: [document] };
    const codes = judgement(document, rulesLanguage as Language, around, new Map()).map(({ code }) => code);
    // This one is for releases that have nothing better.
    expect(codes).toEqual(name === 'Watch (old form)' ? ['old-style-watch'] : []);
  });
});

test('no two snippets have the same prefix', () => {
  const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
  expect(new Set(prefixes).size).toBe(prefixes.length);
});
