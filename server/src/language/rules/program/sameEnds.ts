import type { Lines } from '../../../../../core/src/text/lines';

/** How many lines at the beginning and at the end of two texts are the same, so that what is known of them still holds. */
export function sameEnds(before: Lines, after: Lines): { readonly first: number; readonly last: number } {
  const [old, text] = [before.text, after.text];
  const shorter = Math.min(old.length, text.length);
  const head = agreeing(shorter, (from, to) => old.slice(from, to) === text.slice(from, to));
  if (head === shorter && old.length === text.length) return { first: before.count, last: 0 };
  const tail = agreeing(
    shorter - head,
    (from, to) => old.slice(old.length - to, old.length - from) === text.slice(text.length - to, text.length - from),
  );
  // A line counts only with its LF.
  const first = after.lineAt(head);
  return { first, last: after.count - 1 - after.lineAt(text.length - tail) };
}

/** Compared at once: slices cost no copy, and are compared faster than characters. */
const stretch = 16_384;

/** How far two texts agree; `same` compares a stretch of them. */
function agreeing(length: number, same: (from: number, to: number) => boolean): number {
  let at = 0;
  for (let size = stretch; at < length && size > 0;) {
    const to = Math.min(at + size, length);
    if (same(at, to)) at = to;
    else size = Math.min(size, length - at) >> 1;
  }
  return at;
}
