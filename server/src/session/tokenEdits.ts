import type { SemanticTokensEdit } from 'vscode-languageserver';
import type { TokenLines } from '../language/language';

type List = readonly number[];

/** Tokens as the protocol has them: the place of each counts from the one before it. */
export function tokenData({ first, lines }: TokenLines): number[] {
  return dataOf(lines, 0, lines.length, -first);
}

/** The one edit that makes the tokens of one version those of the next. */
export function tokenEdits({ lines: before }: TokenLines, { lines: after }: TokenLines): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === shorter && before.length === after.length) return [];
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // The first token behind counts its lines from a token that may be another one now.
  while (same > 0 && before[before.length - same]!.length === 0) same--;
  if (same > 0) same--;
  let last = start - 1;
  while (last >= 0 && after[last]!.length === 0) last--;
  return [
    {
      start: 5 * countOf(after, 0, start),
      deleteCount: 5 * countOf(before, start, before.length - same),
      data: dataOf(after, start, after.length - same, Math.max(0, last)),
    },
  ];
}

/** `before`: the line of the token before them; 0 if there is none. */
function dataOf(lines: readonly List[], from: number, to: number, before: number): number[] {
  const data: number[] = [];
  let lastLine = before;
  for (let number = from; number < to; number++) {
    const tokens = lines[number]!;
    let lastColumn = 0;
    for (let at = 0; at < tokens.length; at += 4) {
      const column = tokens[at]!;
      data.push(number - lastLine, column - lastColumn, tokens[at + 1]!, tokens[at + 2]!, tokens[at + 3]!);
      lastLine = number;
      lastColumn = column;
    }
  }
  return data;
}

function countOf(lines: readonly List[], from: number, to: number): number {
  let count = 0;
  for (let number = from; number < to; number++) count += lines[number]!.length / 4;
  return count;
}
