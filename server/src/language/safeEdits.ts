import type { Finding, Fix } from '../../../core/src/findings';
import type { TextEdit } from '../../../core/src/text/span';

/** The edits of all safe fixes that can be made together: of two that touch the same text, the first in the text. */
export function safeEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const fixes = findings
    .map(({ fixes: offered }) => offered?.find(({ safe }) => safe))
    .filter((fix): fix is Fix => fix !== undefined && fix.edits.length > 0);
  const taken: TextEdit[] = [];
  for (const fix of fixes) {
    if (fix.edits.some((edit) => taken.some((each) => touches(edit, each)))) continue;
    taken.push(...fix.edits);
  }
  return taken.sort((a, b) => a.span.start - b.span.start);
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}
