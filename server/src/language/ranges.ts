import type { Lines } from '../../../core/src/text/lines';
import type { Span, TextEdit as SpanEdit } from '../../../core/src/text/span';
import type { Position, Range, TextEdit } from 'vscode-languageserver';

export function positionOf(lines: Lines, offset: number): Position {
  const { line, column } = lines.positionAt(offset);
  return { line, character: column };
}

export function rangeOf(lines: Lines, span: Span): Range {
  return { start: positionOf(lines, span.start), end: positionOf(lines, span.end) };
}

/** Whether a range is that of a span. */
export function isAt({ start, end }: Range, lines: Lines, span: Span): boolean {
  return isPlace(start, lines, span.start) && isPlace(end, lines, span.end);
}

function isPlace({ line, character }: Position, lines: Lines, offset: number): boolean {
  return lines.startOf(line) + character === offset && offset <= lines.endOf(line);
}

export function offsetOf(lines: Lines, position: Position): number {
  return lines.offsetAt({ line: position.line, column: position.character });
}

export function spanOf(lines: Lines, range: Range): Span {
  return { start: offsetOf(lines, range.start), end: offsetOf(lines, range.end) };
}

export function lspEdit(lines: Lines, edit: SpanEdit): TextEdit {
  return { range: rangeOf(lines, edit.span), newText: edit.newText };
}
