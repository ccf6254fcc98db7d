import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../core/src/findings';
import { type Target, defaultTarget } from '../../../core/src/target';
import { judgement } from '../../../server/src/language/judgement';
import { Documents, ParsedDocument } from '../../../server/src/session/documents';

// While one types, what is known of other lines is kept. It must never be told from what a fresh look finds.

const lines = [
  '-D',
  '-b 8192',
  '-e 2',
  '# a comment',
  '# auditd-lint disable-next-line old-style-watch',
  '',
  '-w /etc/passwd -p wa -k identity',
  '-w /etc/passwd -p wa -k other',
  '-a always,exit -F arch=b64 -S open -F exit=-EACCES -F key=access',
  '-a always,exit -F arch=b32 -S open -F exit=-EACCES -F key=access',
  '-a always,exit -F arch=b64 -S open -F exit=-EPERM -F key=access',
  '-a always,exit -F arch=b64 -S openat -F key=all',
  '-a always,exit -F arch=b64 -S chmod -F auid>=1000 -F key=perm',
  '-a always,exit -F arch=b64 -S chown -F auid>=1000 -F key=perm',
  '-a never,exit -F arch=b64 -S chmod,chown',
  '-a never,task',
  '-d always,exit -F arch=b64 -S openat -F key=all',
  '-a always,exit -F arch=b64 -S openatt',
  `-w /${'long/'.repeat(1300)} -p wa`,
  `# ${'long '.repeat(1300)} -D`,
  '-D -k access',
  ' -D ',
  '-i',
  '-c',
  ' -e 2',
  '-e 1',
  '-b 100',
  '-f 0',
  '-w /etc/passwd -p wa -k identity\r',
  '-D\r',
  '-a always,exit -F arch=b64 -F key=all',
  '-a always,exit -F arch=b32 -S all',
  '-a never,exit',
  '-A always,exit -F arch=b64 -S chmod -F auid>=1000 -F key=perm',
  '-a always,exit -F arch=b64 -S chmod -F auid>=1000 -F uid=0 -F key=root',
  '# auditd-lint disable duplicate-rule unreachable-rule',
  '# auditd-lint enable duplicate-rule',
  '-a always,exclude -F dir=/x/',
];

const line = fc.constantFrom(...lines);
const text = fc.array(line, { maxLength: 12 }).map((all) => all.join('\n'));
/** Where from and how much, in thousandths of the text, and what is written there. */
const edit = fc.record({
  file: fc.nat({ max: 2 }),
  at: fc.nat({ max: 1000 }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 300 })),
  text: fc.oneof(
    text,
    line,
    fc.constantFrom('x', '\n', ' ', '-', '#', '\r\n', '\0', '\ud800', ''),
    fc.string({ maxLength: 5 }),
  ),
});

const uris = ['10-a', '20-b', '3-c'].map((name) => `file:///etc/audit/rules.d/${name}.rules`);

const targets: readonly Target[] = [
  defaultTarget,
  { auditVersion: '3.0.9', arch: 'x86_64' },
  { auditVersion: '3.1.5', arch: 'aarch64', awk: 'mawk' },
];

const place = ({ start, end }: Finding['span']) => [start, end];

function shown(findings: readonly Finding[]): unknown {
  return findings.map(({ code, span, severity, message, refusedBy, unnecessary, fixes = [], related = [] }) => ({
    code,
    span: place(span),
    severity,
    message,
    refusedBy,
    unnecessary: unnecessary === true,
    fixes: fixes.map((fix) => [fix.title, fix.safe, fix.edits.map((each) => [place(each.span), each.newText])]),
    related: related.map((each) => [each.uri, place(each.span), each.message]),
  }));
}

function judged(document: ParsedDocument, siblings: readonly ParsedDocument[], target: Target): unknown {
  return shown(judgement(document, document.language, { target, siblings }, new Map()));
}

test.each(['a rules.d folder', 'files alone'])(
  'after any edits of %s the findings are those of a fresh look',
  { timeout: 180_000 },
  (where) => {
    const named = where === 'files alone' ? uris.map((uri) => uri.replace('rules.d', 'rules')) : uris;
    fc.assert(
      fc.property(
        fc.tuple(text, text, text),
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...targets),
        (texts, edits, target) => {
          const documents = new Documents();
          for (const [at, uri] of named.entries()) {
            documents.open({ uri, languageId: 'audit-rules', version: 0, text: texts[at]! });
          }
          for (const [version, { file, at, length, text: newText }] of edits.entries()) {
            const uri = named[file]!;
            const before = documents.get(uri)!;
            const start = Math.floor((before.text.length * at) / 1000);
            const end = Math.min(before.text.length, start + Math.floor((before.text.length * length) / 1000));
            const positionOf = (offset: number) => {
              const { line: number, column } = before.lines.positionAt(offset);
              return { line: number, character: column };
            };
            documents.change(uri, version + 1, [
              { range: { start: positionOf(start), end: positionOf(end) }, text: newText },
            ]);
            const fresh = named.map((each) => new ParsedDocument(each, 'audit-rules', 0, documents.get(each)!.text));
            for (const [index, each] of named.entries()) {
              const open = documents.get(each)!;
              const inFolder = where === 'files alone' ? [open] : documents.all();
              const freshFolder = where === 'files alone' ? [fresh[index]!] : fresh;
              expect(judged(open, inFolder, target)).toEqual(judged(fresh[index]!, freshFolder, target));
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  },
);

test('after any edits of a file what else is told of it is that of a fresh look', { timeout: 180_000 }, () => {
  const [uri] = uris as [string];
  fc.assert(
    fc.property(text, fc.array(edit, { minLength: 1, maxLength: 12 }), (before, edits) => {
      const documents = new Documents();
      documents.open({ uri, languageId: 'audit-rules', version: 0, text: before });
      for (const [version, { at, length, text: newText }] of edits.entries()) {
        const open = documents.get(uri)!;
        const start = Math.floor((open.text.length * at) / 1000);
        const end = Math.min(open.text.length, start + Math.floor((open.text.length * length) / 1000));
        const [from, to] = [start, end].map((offset) => {
          const { line: number, column } = open.lines.positionAt(offset);
          return { line: number, character: column };
        });
        documents.change(uri, version + 1, [{ range: { start: from!, end: to! }, text: newText }]);
        const now = documents.get(uri)!;
        expect(told(now)).toEqual(told(new ParsedDocument(uri, 'audit-rules', 0, now.text)));
      }
    }),
    { numRuns: 60 },
  );
});

function told(document: ParsedDocument): unknown {
  const { language } = document;
  const around = { target: defaultTarget, siblings: [document] };
  const all = { start: { line: 0, character: 0 }, end: { line: document.lines.count, character: 0 } };
  return [
    language.documentSymbols?.(document),
    language.foldingRanges?.(document),
    language.codeLenses?.(document, around),
    language.inlayHints?.(document, all, around),
    language.documentLinks?.(document, around),
    language.workspaceSymbols?.(document),
    language.semanticTokens?.(document, around),
    language.semanticTokens?.(document, around, all),
  ];
}
