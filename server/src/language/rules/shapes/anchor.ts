import type { Span } from '../../../../../core/src/text/span';

/** A place on a line of a shape: so far behind the beginning of the line, or behind the end of a value. */
interface Anchor {
  /** 0: the beginning of the line; else the end of the value before this one. */
  readonly behind: number;
  readonly by: number;
}

export interface AnchoredSpan {
  readonly start: Anchor;
  readonly end: Anchor;
}

/** Where the values of a line stand, counted from its beginning. */
export interface ValuePlaces {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Undefined: it begins or ends within a value. */
export function anchored({ start, end }: Span, places: ValuePlaces): AnchoredSpan | undefined {
  const from = anchorOf(start, places);
  const to = anchorOf(end, places);
  return from && to && { start: from, end: to };
}

function anchorOf(offset: number, { starts, ends }: ValuePlaces): Anchor | undefined {
  let behind = 0;
  while (behind < ends.length && ends[behind]! <= offset) behind++;
  if (behind < starts.length && starts[behind]! < offset) return undefined;
  return { behind, by: behind === 0 ? offset : offset - ends[behind - 1]! };
}

/** Where it is on a line that begins at `lineStart`. `ends`: where its values end, counted as the line's beginning is. */
export function spanAt({ start, end }: AnchoredSpan, ends: ArrayLike<number>, lineStart: number): Span {
  return { start: offsetAt(start, ends, lineStart), end: offsetAt(end, ends, lineStart) };
}

function offsetAt({ behind, by }: Anchor, ends: ArrayLike<number>, lineStart: number): number {
  return (behind === 0 ? lineStart : ends[behind - 1]!) + by;
}
