import { type RulesLine, type RulesTree, lineAt } from '../../../../core/src/rules/tree';

/** How many lines at the beginning and at the end of two trees are the same, so that what is known of them still holds. */
export function sameEnds(before: RulesTree, after: RulesTree): { readonly first: number; readonly last: number } {
  const [old, text] = [before.text, after.text];
  const shorter = Math.min(old.length, text.length);
  const head = agreeing(shorter, (from, to) => old.slice(from, to) === text.slice(from, to));
  const tail = agreeing(
    shorter - head,
    (from, to) => old.slice(old.length - to, old.length - from) === text.slice(text.length - to, text.length - from),
  );
  const { lines } = after;
  // A line counts only with its LF, and a long one only with all its pieces.
  return {
    first: indexOfLine(lines, lineAt(after, head).number),
    last: lines.length - indexOfLine(lines, lineAt(after, text.length - tail).number + 1),
  };
}

/** Compared at once: slices cost no copy, and are compared faster than characters. */
const stretch = 4096;

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

/** Where the first line of a number, or of a later one, is. */
export function indexOfLine(lines: readonly RulesLine[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
