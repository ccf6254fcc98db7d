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

/** `places`: where each value of the line begins and ends. Undefined: it begins or ends within a value. */
export function anchored({ start, end }: Span, places: readonly number[]): AnchoredSpan | undefined {
  const from = anchorOf(start, places);
  const to = anchorOf(end, places);
  return from && to && { start: from, end: to };
}

function anchorOf(offset: number, places: readonly number[]): Anchor | undefined {
  let behind = 0;
  while (2 * behind < places.length && places[2 * behind + 1]! <= offset) behind++;
  if (2 * behind < places.length && places[2 * behind]! < offset) return undefined;
  return { behind, by: behind === 0 ? offset : offset - places[2 * behind - 1]! };
}

/** Where it is on another line, counted from its beginning. */
export function spanWith({ start, end }: AnchoredSpan, places: readonly number[]): Span {
  return { start: offsetWith(start, places), end: offsetWith(end, places) };
}

function offsetWith({ behind, by }: Anchor, places: readonly number[]): number {
  return behind === 0 ? by : places[2 * behind - 1]! + by;
}

/** The same on a line that begins at `lineStart` of its text. `ends`: where its values end there. */
export function spanAt({ start, end }: AnchoredSpan, ends: ArrayLike<number>, lineStart: number): Span {
  return { start: offsetAt(start, ends, lineStart), end: offsetAt(end, ends, lineStart) };
}

function offsetAt({ behind, by }: Anchor, ends: ArrayLike<number>, lineStart: number): number {
  return (behind === 0 ? lineStart : ends[behind - 1]!) + by;
}
