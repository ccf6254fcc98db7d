import type { Finding } from '../../../core/src/findings';
import type { Judging, SourceDocument } from './language';
import type { Span } from '../../../core/src/text/span';

/** A code in a comment such as `# auditd-lint disable-next-line old-style-watch`, and the lines it is meant for. */
interface Suppression {
  readonly code: string;
  readonly span: Span;
  readonly firstLine: number;
  lastLine: number;
}

/** What is said of such comments themselves. */
export const suppressionCodes = ['unknown-suppression', 'unneeded-suppression'] as const;

/** A line that is longer is no comment to its end: auditctl cuts it. */
const longestComment = 6000;

const comment = /^ *# *auditd-lint (disable-next-line|disable|enable)(?= |$)(.*)$/;

/**
 * Leaves out what comments disable, and says which of these comments name a code that does not exist or disable
 * nothing: such a comment would hide a fault that comes later, or never did what its writer meant.
 */
export function suppressed(
  document: SourceDocument,
  findings: readonly Finding[],
  language: Judging,
): readonly Finding[] {
  if (!document.text.includes('auditd-lint ')) return findings;
  const { byCode, problems } = readSuppressions(document, language);
  const linesByCode = new Map<string, number[]>();
  const kept = findings.filter(({ code, span }) => {
    const suppressions = byCode.get(code);
    if (suppressions === undefined) return true;
    const line = document.lines.lineAt(span.start);
    const lines = linesByCode.get(code);
    if (lines === undefined) linesByCode.set(code, [line]);
    else lines.push(line);
    return !suppressions.cover(line);
  });
  for (const [code, { all }] of byCode) {
    const lines = (linesByCode.get(code) ?? []).sort((a, b) => a - b);
    for (const each of all) {
      const first = lines[firstFrom(lines, each.firstLine)];
      if (first === undefined || first > each.lastLine) problems.push(unneeded(document, each));
    }
  }
  return [...kept, ...problems];
}

/** The suppressions of one code, in the order of the text. A file may have as many of them as lines. */
class Suppressions {
  readonly all: Suppression[] = [];
  readonly #open: Suppression[] = [];
  readonly #begins: number[] = [];
  /** For each: the last line of it and of those before it. */
  #reach: number[] | undefined;

  disable(suppression: Suppression): void {
    this.all.push(suppression);
    this.#begins.push(suppression.firstLine);
    if (suppression.lastLine === Infinity) this.#open.push(suppression);
  }

  /** Ends the last that is open; false: none is. */
  enable(line: number): boolean {
    const last = this.#open.pop();
    if (last !== undefined) last.lastLine = line;
    return last !== undefined;
  }

  /** Whether one of them is meant for the line; asked when all are known. */
  cover(line: number): boolean {
    let reach = 0;
    this.#reach ??= this.all.map(({ lastLine }) => (reach = Math.max(reach, lastLine)));
    const begun = firstFrom(this.#begins, line + 1);
    return begun > 0 && this.#reach[begun - 1]! >= line;
  }
}

/** Where in ascending numbers the first is that is not below `from`. */
function firstFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readSuppressions(document: SourceDocument, language: Judging) {
  const byCode = new Map<string, Suppressions>();
  const problems: Finding[] = [];
  const { lines, text } = document;
  for (let at = text.indexOf('auditd-lint '); at !== -1;) {
    const line = lines.lineAt(at);
    const start = lines.startOf(line);
    const end = lines.endOf(line);
    at = text.indexOf('auditd-lint ', end);
    const match = comment.exec(text.slice(start, Math.min(end, start + longestComment)).replace(/\r$/, ''));
    if (match === null) continue;
    const [whole, word, rest = ''] = match;
    for (const { 0: code, index } of rest.matchAll(/[^ ,]+/g)) {
      const codeStart = start + whole.length - rest.length + index;
      const span = { start: codeStart, end: codeStart + code.length };
      if (language.codes !== undefined && !language.codes.has(code)) {
        problems.push(unknown(span, code));
        continue;
      }
      let suppressions = byCode.get(code);
      if (suppressions === undefined) byCode.set(code, (suppressions = new Suppressions()));
      if (word === 'disable') suppressions.disable({ code, span, firstLine: line, lastLine: Infinity });
      else if (word !== 'enable') suppressions.disable({ code, span, firstLine: line + 1, lastLine: line + 1 });
      else if (!suppressions.enable(line)) problems.push(notDisabled(span, code));
    }
  }
  return { byCode, problems };
}

function unknown(span: Span, code: string): Finding {
  return {
    code: 'unknown-suppression',
    span,
    severity: 'warning',
    message: `No check is called \`${code}\`, so this comment disables nothing. Take the code from the finding that you want to disable.`,
    refusedBy: null,
  };
}

function notDisabled(span: Span, code: string): Finding {
  return {
    code: 'unneeded-suppression',
    span,
    severity: 'warning',
    message: `\`${code}\` is not disabled here, so there is nothing to enable. Remove it.`,
    refusedBy: null,
    unnecessary: true,
  };
}

function unneeded(document: SourceDocument, { code, span }: Suppression): Finding {
  // Takes the blank before the code along, so that what remains reads as if it had never been there.
  const start = document.text[span.start - 1] === ' ' ? span.start - 1 : span.start;
  return {
    code: 'unneeded-suppression',
    span,
    severity: 'warning',
    message: `\`${code}\` finds nothing here, so disabling it only hides what comes later. Remove it.`,
    refusedBy: null,
    unnecessary: true,
    fixes: [
      {
        title: `Remove \`${code}\` from the comment`,
        edits: [{ span: { start, end: span.end }, newText: '' }],
        safe: false,
      },
    ],
  };
}
