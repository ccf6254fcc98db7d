import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../../../core/src/findings';
import type { Lines } from '../../../core/src/text/lines';
import { rangeOf } from '../language/ranges';

/** As many of one file as VS Code shows. More would be made, sent and thrown away with every key. */
export const mostShown = 1000;

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** The findings to show, in their order: where there are too many, the most severe, and of these the first. */
export function shownOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= mostShown) return findings;
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  let room = mostShown;
  for (const severity of severities) room -= counts[severity] = Math.min(counts[severity], room);
  return findings.filter(({ severity }) => counts[severity]-- > 0);
}

/** Stands at the first finding that is not shown, and says how many there are. */
export function notShown(findings: readonly Finding[], shown: readonly Finding[], lines: Lines): Diagnostic[] {
  const left = findings.length - shown.length;
  if (left === 0) return [];
  const first = findings.find((finding, at) => finding !== shown[at]) ?? findings.at(-1)!;
  return [
    {
      range: rangeOf(lines, first.span),
      severity: DiagnosticSeverity.Information,
      source: 'auditd',
      code: 'findings-not-shown',
      message: `${left} more findings of this file are not shown, of ${findings.length}: at most ${mostShown} are, the most severe first. auditd-lint lists all of them; a level of 'off' (auditd.lint.levels) silences a check that you do not want.`,
    },
  ];
}

/** Whether a client that has one list would see no difference in the other. */
export function isSameList(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at] || isSame(each, b[at]!));
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.code === b.code &&
    a.severity === b.severity &&
    a.message === b.message &&
    a.source === b.source &&
    isSameRange(a.range, b.range) &&
    a.tags?.length === b.tags?.length &&
    a.relatedInformation?.length === b.relatedInformation?.length &&
    (a.relatedInformation ?? []).every(({ location, message }, at) => {
      const other = b.relatedInformation![at]!;
      return (
        message === other.message &&
        location.uri === other.location.uri &&
        isSameRange(location.range, other.location.range)
      );
    })
  );
}

function isSameRange(a: Diagnostic['range'], b: Diagnostic['range']): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
