import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../../core/src/text/lines';
import type { SourceDocument } from '../../../server/src/language/language';
import { logLanguage } from '../../../server/src/language/log/log';
import { inRepository } from '../../kit/repository';

function documentOf(text: string): SourceDocument<null> {
  return { uri: 'file:///audit.log', languageId: 'audit-log', version: 1, text, lines: new Lines(text), tree: null };
}

const around = { target: { auditVersion: '4.2.1', arch: 'x86_64' }, siblings: [] };

function hoverText(document: SourceDocument<null>, line: number): string | undefined {
  const hover = logLanguage.hover?.(document, { line, character: 0 }, around);
  return hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : undefined;
}

describe('a log in the editor', () => {
  const kinds = documentOf(readFileSync(inRepository('test/data/logs/kinds.log'), 'utf8'));
  const lineOf = (text: string) => kinds.lines.lineAt(kinds.text.indexOf(text));

  it('shows the event in a sentence and the record as a person reads it', () => {
    const text = hoverText(kinds, lineOf('node=db1 type=SYSCALL'));
    expect(text).toContain('backup tried to open /etc/shadow for reading with cat: EACCES');
    expect(text).toContain('2023-11-14T22:15:00.000Z, node db1, serial 101, 3 more records');
    expect(text).toMatch(/^ {2}exit +EACCES\(Permission denied\)$/m);
    expect(text).toMatch(/^ {2}auid +backup$/m);
  });

  it('says nothing of a line that is no record', () => {
    expect(hoverText(documentOf('hello\n'), 0)).toBeUndefined();
  });

  it('folds the neighbouring records of an event', () => {
    const text = kinds.text.slice(kinds.text.indexOf('node=web1 type=SYSCALL msg=audit(1700000100.000:100)'));
    expect(logLanguage.foldingRanges?.(documentOf(text)).slice(0, 3)).toEqual([
      { startLine: 0, endLine: 4 },
      { startLine: 5, endLine: 8 },
      { startLine: 9, endLine: 11 },
    ]);
  });

  it('keeps hostile text inside a fence that it cannot close', () => {
    const hostile = documentOf(readFileSync(inRepository('test/data/logs/hostile.log'), 'utf8'));
    for (let line = 0; line < hostile.lines.count; line++) {
      const text = hoverText(hostile, line);
      if (text === undefined) continue;
      const fence = /^`+/.exec(text)?.[0] ?? '';
      expect(fence.length).toBeGreaterThanOrEqual(3);
      expect(text.slice(fence.length, -fence.length)).not.toContain(fence);
      expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
