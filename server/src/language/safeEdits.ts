import type { Finding, Fix } from '../../../core/src/findings';
import type { TextEdit } from '../../../core/src/text/span';

/** The edits of all safe fixes that can be made together: of two that touch the same text, the first in the text. */
export function safeEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const fixes = findings
    .map(({ fixes: offered }) => offered?.find(({ safe }) => safe))
    .filter((fix): fix is Fix => fix !== undefined && fix.edits.length > 0);
  /** In the order of the text. */
  const taken: TextEdit[] = [];
  for (const { edits } of fixes) {
    if (edits.some((edit) => isTouched(edit, taken))) continue;
    for (const edit of edits) taken.splice(countUpTo(edit.span.start, taken), 0, edit);
  }
  return taken;
}

/** Those that are taken do not overlap, so that only the nearest before the end can touch. */
function isTouched({ span }: TextEdit, taken: readonly TextEdit[]): boolean {
  const nearest = taken[countUpTo(span.end, taken) - 1];
  return nearest !== undefined && span.start <= nearest.span.end;
}

/** How many begin at the offset or before. */
function countUpTo(offset: number, taken: readonly TextEdit[]): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
