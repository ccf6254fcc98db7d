/** A text in which values of its line stand: pieces of it, and the places of values among those of the line. */
export type ValuedText = string | readonly (string | number)[];

/** Finds in a text where values stand that stand nowhere else. */
export function valuedText(text: string, values: readonly string[]): ValuedText {
  const pieces: (string | number)[] = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const found = values.findIndex((value) => text.startsWith(value, at));
    if (found === -1) {
      at++;
      continue;
    }
    if (at > from) pieces.push(text.slice(from, at));
    pieces.push(found);
    from = at += values[found]!.length;
  }
  if (pieces.length === 0) return text;
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** The same text with the values of another line. */
export function textWith(text: ValuedText, valueAt: (place: number) => string): string {
  if (typeof text === 'string') return text;
  let whole = '';
  for (const piece of text) whole += typeof piece === 'string' ? piece : valueAt(piece);
  return whole;
}
