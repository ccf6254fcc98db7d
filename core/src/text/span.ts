/**
 * A stretch of a document: UTF-16 offsets from the beginning of the text, `start` included, `end` excluded,
 * 0 ≤ start ≤ end ≤ text length. An empty span marks a place.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces the text of `span` by `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Applies edits that do not overlap, in any order given; offsets mean the text before all of them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  // Backwards: of two at the same place the later one comes first.
  const backwards = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  let result = '';
  let at = 0;
  for (let index = backwards.length - 1; index >= 0; index--) {
    const { span, newText } = backwards[index]!;
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}
