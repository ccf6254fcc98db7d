/**
 * The pages of the checks of configuration files. A fence says language, audit version, and where the example needs it
 * the file's path (files with paths stand together, as in a workspace) or `no-final-newline`. Under a line with a
 * finding stands a line of carets below it and the code. ␉ ␍ ␀ ⍽ ⎕ stand for TAB, CR, NUL, no-break space and
 * byte-order mark.
 */
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../core/src/config/tree';
import { isLanguageId } from '../../core/src/kinds';
import type { Target } from '../../core/src/target';
import { Lines } from '../../core/src/text/lines';
import { configLanguage } from '../../server/src/language/config/config';
import type { ConfigDocument } from '../../server/src/language/config/configView';

export interface Fence {
  readonly info: string;
  readonly document: ConfigDocument;
  readonly target: Target;
  /** The lines of the example as they stand in the page, without those of carets. */
  readonly shown: readonly string[];
  readonly carets: readonly string[];
}

export interface Page {
  readonly headings: readonly string[];
  readonly bad: readonly Fence[];
  readonly good: readonly Fence[];
}

const stands: Readonly<Record<string, string>> = { '␉': '\t', '␍': '\r', '␀': '\0', '⍽': '\u00a0', '⎕': '\ufeff' };
const caretLine = /^ *\^+ [a-z0-9-]+$/;

export function readPage(path: URL): Page {
  const text = readFileSync(path, 'utf8');
  const headings = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/^##? (.+)$/gm)].map((match) => match[1] ?? '');
  const section = (name: string) => new RegExp(`^## ${name}\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(text)?.[1] ?? '';
  return { headings, bad: fencesOf(section('Bad')), good: fencesOf(section('Good')) };
}

function fencesOf(section: string): Fence[] {
  return [...section.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map((match, index) => {
    const [, info = '', body = ''] = match;
    const [languageId = '', auditVersion = '', ...more] = info.split(' ');
    if (!isLanguageId(languageId)) throw new Error(`no language: ${info}`);
    const all = body.replace(/\n$/, '').split('\n');
    const shown = all.filter((line) => !caretLine.test(line));
    const end = more.includes('no-final-newline') ? '' : '\n';
    const source = shown.join('\n').replace(/[␉␍␀⍽⎕]/g, (sign) => stands[sign] ?? sign) + end;
    const path = more.find((word) => word.includes('/'));
    const document: ConfigDocument = {
      uri: path === undefined ? `untitled:example-${index}` : `file:///workspace/${path}`,
      languageId,
      version: 1,
      text: source,
      lines: new Lines(source),
      tree: parseConfig(source, languageId),
    };
    const target = { auditVersion, arch: 'x86_64' };
    let line = -1;
    const carets = all.flatMap((each) => {
      if (!caretLine.test(each)) {
        line++;
        return [];
      }
      return [`${line}: ${each}`];
    });
    return { info, document, target, shown, carets };
  });
}

/** What is found in the fence of these, as the lines of carets that say it, each with the line it stands under. */
export function caretsOf(fence: Fence, together: readonly Fence[]): readonly string[] {
  const siblings = together
    .filter((each) => each.document.uri.startsWith('file:') && fence.document.uri.startsWith('file:'))
    .map((each) => each.document);
  const found = configLanguage.findings(fence.document, { target: fence.target, siblings });
  return found.map(({ span, code }) => {
    const start = fence.document.lines.positionAt(span.start);
    const end = Math.min(span.end, fence.document.lines.endOf(start.line));
    const width = Math.max(1, end - span.start);
    return `${start.line}: ${' '.repeat(start.column)}${'^'.repeat(width)} ${code}`;
  });
}
