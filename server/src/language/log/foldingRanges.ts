import type { FoldingRange } from 'vscode-languageserver';
import type { SourceDocument } from '../language';

const stamp = /^(?:node=(\S+) )?.{0,80}?msg=audit\((\d+\.\d+:\d+)\)/;

/** Neighbouring records of one event fold together. Where events are mixed, each run of one event folds by itself. */
export function foldingRanges({ lines }: SourceDocument<null>): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  let start = 0;
  let current: string | undefined;
  for (let line = 0; line <= lines.count; line++) {
    const head =
      line < lines.count
        ? lines.text.slice(lines.startOf(line), Math.min(lines.endOf(line), lines.startOf(line) + 400))
        : '';
    const found = stamp.exec(head);
    const event = found === null ? undefined : `${found[1] ?? ''} ${found[2]}`;
    if (event === current && event !== undefined) continue;
    if (current !== undefined && line - 1 > start) ranges.push({ startLine: start, endLine: line - 1 });
    start = line;
    current = event;
  }
  return ranges;
}
