import type { PlacedLine } from './placedLine';

/**
 * Lines that something is the same of: mostly one, seldom more, now and then thousands. One is kept as it is, since there
 * are hundreds of thousands of such sets.
 */
export type FewLines = PlacedLine | Set<PlacedLine> | undefined;

export function withLine(lines: FewLines, line: PlacedLine): FewLines {
  if (lines === undefined || lines === line) return line;
  return lines instanceof Set ? lines.add(line) : new Set([lines, line]);
}

export function withoutLine(lines: FewLines, line: PlacedLine): FewLines {
  if (!(lines instanceof Set)) return lines === line ? undefined : lines;
  lines.delete(line);
  return lines.size === 0 ? undefined : lines;
}

/** In the order in which they came. */
export function linesOf(lines: FewLines): Iterable<PlacedLine> {
  return lines === undefined ? [] : lines instanceof Set ? lines : [lines];
}

export function countOf(lines: FewLines): number {
  return lines === undefined ? 0 : lines instanceof Set ? lines.size : 1;
}
