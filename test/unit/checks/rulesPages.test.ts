import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../core/src/findings';
import { applyEdits } from '../../../core/src/text/span';
import { type Target, defaultTarget } from '../../../core/src/target';
import { judgement } from '../../../server/src/language/judgement';
import type { Language } from '../../../server/src/language/language';
import { codes } from '../../../server/src/language/rules/codes';
import { rulesLanguage } from '../../../server/src/language/rules/rules';
import { ParsedDocument } from '../../../server/src/session/documents';

const folder = join(import.meta.dirname, '../../../server/src/language/rules/checks');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

interface Fence {
  readonly text: string;
  /** Other files of the folder, behind lines such as `=== rules.d/20-b.rules`. */
  readonly beside: readonly { readonly uri: string; readonly text: string }[];
  readonly target: Target;
  readonly uri: string;
}

/** What would make a page too long is written short. */
function expanded(text: string): string {
  return text
    .replace(/\{_(\d+)\}/g, (_, count: string) => ' '.repeat(Number(count)))
    .replace(/\{x(\d+)\}/g, (_, count: string) => 'x'.repeat(Number(count)))
    .replace(/\{(\d+) conditions\}/g, (_, count: string) =>
      Array.from({ length: Number(count) }, (__, index) => `-F a0!=${index}`).join(' '),
    )
    .replace(/\{(\d+) programs\}\n/g, (_, count: string) =>
      Array.from(
        { length: Number(count) },
        (__, index) =>
          `-a always,exit -F arch=b64 -F path=/usr/bin/program-${index} -F perm=x -F auid>=1000 -F auid!=unset -k priv\n`,
      ).join(''),
    )
    .replace(/\{(\d+) rules\}/g, (_, count: string) =>
      Array.from({ length: Number(count) }, (__, index) => `-w /srv/${index} -p wa -k srv`).join('\n'),
    );
}

/** Fences of a section: ```audit-rules version=3.0.9 arch=x86_64 file=rules.d/10-a.rules */
function fencesOf(page: string, section: string): Fence[] {
  const body = new RegExp(`^## ${section}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page)?.[1] ?? '';
  return [...body.matchAll(/^```audit-rules(.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', text = '']) => {
    const said = (name: string) => new RegExp(` ${name}=(\\S+)`).exec(info)?.[1];
    const [own = '', ...others] = expanded(text)
      .replaceAll('\\t', '\t')
      .replaceAll('\\r', '\r')
      .replace('\\ufeff', '\ufeff')
      .replaceAll('\\u00a0', '\u00a0')
      .replaceAll('\\x01', '\x01')
      .split(/^=== /m);
    const missing = said('missing');
    return {
      text: info.includes(' no-line-feed') ? own.slice(0, -1) : own,
      target: {
        auditVersion: said('version') ?? defaultTarget.auditVersion,
        arch: said('arch') ?? defaultTarget.arch,
        ...(missing !== undefined && { missingFolders: [missing] }),
      },
      uri: `file:///etc/audit/${said('file') ?? 'part.rules'}`,
      beside: others.map((each) => {
        const end = each.indexOf('\n');
        return { uri: `file:///etc/audit/${each.slice(0, end)}`, text: each.slice(end + 1) };
      }),
    };
  });
}

const caretLine = /^#? *(\^+) +([a-z0-9-]+)$/;

/** The text without its caret lines, and what they say: `line:column+length code`. */
function expected(fence: string): { text: string; said: string[] } {
  const lines: string[] = [];
  const said: string[] = [];
  for (const line of fence.split('\n')) {
    const caret = caretLine.exec(line);
    if (caret === null) lines.push(line);
    else said.push(`${lines.length}:${line.indexOf('^')}+${caret[1]?.length} ${caret[2]}`);
  }
  return { text: lines.join('\n'), said: said.sort() };
}

function judge(code: string, fence: Fence, text: string): { document: ParsedDocument; findings: readonly Finding[] } {
  const document = new ParsedDocument(fence.uri, 'audit-rules', 1, text);
  const siblings = [
    document,
    ...fence.beside.map(({ uri, text: other }) => new ParsedDocument(uri, 'audit-rules', 1, other)),
  ];
  const levels = new Map(rulesLanguage.offByDefault?.has(code) === true ? [[code, 'warning' as const]] : []);
  const findings = judgement(document, rulesLanguage as Language, { target: fence.target, siblings }, levels);
  return { document, findings };
}

function described({ document, findings }: ReturnType<typeof judge>): string[] {
  return findings
    .map(({ code, span }) => {
      const { line, column } = document.lines.positionAt(span.start);
      return `${line + 1}:${column}+${span.end - span.start} ${code}`;
    })
    .sort();
}

test('every code that a finding can carry has a page', () => {
  expect([...codes].map((code) => `${code}.md`).filter((page) => !pages.includes(page))).toEqual([]);
});

describe.each(pages)('%s', (name) => {
  const code = name.replace(/\.md$/, '');
  const page = readFileSync(join(folder, name), 'utf8');
  const bad = fencesOf(page, 'Bad');

  test('has its parts', () => {
    const headings = [...page.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^##? (.*)$/gm)].map(
      ([, heading]) => heading,
    );
    expect(headings).toEqual([code, 'What it finds', 'Why', 'Bad', 'Fix', 'Good']);
    expect(bad.length).toBeGreaterThan(0);
    expect(fencesOf(page, 'Good').length).toBeGreaterThan(0);
  });

  test.each(bad.map((fence, index) => [index, fence] as const))(
    'bad %i yields what its caret lines say',
    (_index, fence) => {
      const { text, said } = expected(fence.text);
      expect(said.some((each) => each.endsWith(` ${code}`))).toBe(true);
      const judged = judge(code, fence, text);
      expect(described(judged)).toEqual(said);
      for (const { message } of judged.findings) expect(message).toMatch(/[.?]$/);
    },
  );

  const fixes = fencesOf(page, 'Fix');
  test.each(fixes.map((fence, index) => [index, fence] as const))(
    'fix %i is what the mends make of it',
    (index, fence) => {
      const { text } = expected(bad[index]?.text ?? '');
      const { findings } = judge(code, bad[index] ?? fence, text);
      const edits = findings
        .filter((finding) => finding.code === code)
        .flatMap((finding) => finding.fixes?.[0]?.edits ?? []);
      expect(applyEdits(text, edits)).toBe(fence.text);
    },
  );

  test.each(fencesOf(page, 'Good').map((fence, index) => [index, fence] as const))(
    'good %i yields nothing',
    (_index, fence) => {
      expect(described(judge(code, fence, fence.text))).toEqual([]);
    },
  );
});
