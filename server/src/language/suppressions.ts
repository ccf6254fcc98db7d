import type { Finding } from '../../../core/src/findings';
import type { Judging, SourceDocument } from './language';
import type { Span } from '../../../core/src/text/span';

/** A code in a comment such as `# auditd-lint disable-next-line old-style-watch`, and the lines it is meant for. */
interface Suppression {
  readonly code: string;
  readonly span: Span;
  readonly firstLine: number;
  lastLine: number;
  used: boolean;
}

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
  const { suppressions, problems } = readSuppressions(document, language);
  const kept = findings.filter((finding) => {
    const line = document.lines.lineAt(finding.span.start);
    const disabling = suppressions.filter(
      (each) => each.code === finding.code && each.firstLine <= line && line <= each.lastLine,
    );
    for (const each of disabling) each.used = true;
    return disabling.length === 0;
  });
  for (const each of suppressions) {
    if (!each.used) problems.push(unneeded(document, each));
  }
  return [...kept, ...problems];
}

function readSuppressions(document: SourceDocument, language: Judging) {
  const suppressions: Suppression[] = [];
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
      if (language.codes !== undefined && !language.codes.has(code)) problems.push(unknown(span, code));
      else if (word === 'enable') {
        const open = suppressions.findLast((each) => each.code === code && each.lastLine === Infinity);
        if (open === undefined) problems.push(notDisabled(span, code));
        else open.lastLine = line;
      } else if (word === 'disable')
        suppressions.push({ code, span, firstLine: line, lastLine: Infinity, used: false });
      else suppressions.push({ code, span, firstLine: line + 1, lastLine: line + 1, used: false });
    }
  }
  return { suppressions, problems };
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
