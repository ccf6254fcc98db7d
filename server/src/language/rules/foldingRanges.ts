import type { RulesTree } from '../../../../core/src/rules/tree';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { sectionLines, sectionsOf } from './sections';

/** Sections, and comments of several lines. */
export function foldingRanges(document: SourceDocument<RulesTree>): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  for (const { heading, lines } of sectionsOf(document).sections) {
    const last = lines.findLast(({ kind }) => kind !== 'blank');
    const isOnlyComment = lines.every(({ kind }) => kind !== 'command');
    if (last !== undefined && !isOnlyComment) {
      ranges.push({ startLine: heading.number, endLine: last.number, kind: FoldingRangeKind.Region });
    }
  }
  let start: number | undefined;
  let previous = 0;
  const close = () => {
    // A section that begins on the same line folds its comment along.
    if (start !== undefined && previous > start && !ranges.some(({ startLine }) => startLine === start)) {
      ranges.push({ startLine: start, endLine: previous, kind: FoldingRangeKind.Comment });
    }
    start = undefined;
  };
  for (const { kind, number } of sectionLines(document)) {
    if (kind !== 'comment') close();
    else {
      start ??= number;
      previous = number;
    }
  }
  close();
  return ranges;
}
