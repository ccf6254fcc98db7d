import type { ConfigLanguageId } from '../facts/config';
import { isConfigLanguageId } from '../facts/config';
import type { LanguageId } from '../kinds';
import type { Span } from '../text/span';

/** A stretch without blanks. Only the blank (U+0020) parts words: a TAB, a CR, a no-break space belong to them. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** A line as it stands in the file, its LF not counted. */
export interface ConfigLine {
  /** From 0. */
  readonly index: number;
  readonly span: Span;
  /** Whether an LF ends it; only the last line may be without. */
  readonly ended: boolean;
  readonly kind: 'blank' | 'comment' | 'setting';
  readonly words: readonly Word[];
}

/** A configuration file, lossless: the lines and their LFs are the whole text. What a program makes of it: readLines. */
export interface ConfigTree {
  readonly languageId: ConfigLanguageId;
  readonly text: string;
  readonly lines: readonly ConfigLine[];
}

/** Reads any text; never throws. A language that is no configuration language is read as auditd.conf. */
export function parseConfig(text: string, languageId: LanguageId): ConfigTree {
  const lines: ConfigLine[] = [];
  let start = 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const words = wordsOf(text, { start, end });
    const first = words[0];
    const kind = first === undefined ? 'blank' : first.text.startsWith('#') ? 'comment' : 'setting';
    lines.push({ index: lines.length, span: { start, end }, ended: newline !== -1, kind, words });
    if (newline === -1) return { languageId: isConfigLanguageId(languageId) ? languageId : 'auditd-conf', text, lines };
    start = newline + 1;
  }
}

/** The words of a stretch of text, which holds no LF. */
export function wordsOf(text: string, span: Span): Word[] {
  const words: Word[] = [];
  let at = span.start;
  while (at < span.end) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    let end = at;
    while (end < span.end && text[end] !== ' ') end++;
    words.push({ text: text.slice(at, end), span: { start: at, end } });
    at = end;
  }
  return words;
}

/** The line that holds the offset; its LF belongs to it. */
export function lineAt(tree: ConfigTree, offset: number): ConfigLine {
  let low = 0;
  let high = tree.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tree.lines[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = tree.lines[low];
  if (line === undefined) throw new Error('a tree has at least one line');
  return line;
}
