import type { Span } from '../text/span';

/**
 * A word as auditctl sees it: `text` is what it makes of the characters of the span. The two differ where a backslash
 * stands before a space or a backslash, and where the text holds the control characters that auditctl uses for that.
 */
export interface Word extends Span {
  readonly text: string;
}

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const escapedSpace = '\x07';
const escapedBackslash = '\x04';

/**
 * Splits `text` from `start` to `end` at spaces; nothing else separates (auditctl.c, fileopt; strsplit.c). A backslash
 * keeps the following space or backslash in the word. `first`: the first word of a line is not unescaped by auditctl.
 */
export function readWords(text: string, start: number, end: number): Word[] {
  const words: Word[] = [];
  let at = start;
  while (at < end) {
    while (at < end && text.charCodeAt(at) === SPACE) at++;
    if (at === end) break;
    const begin = at;
    let odd = false;
    for (; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === SPACE) break;
      if (unit === BACKSLASH) {
        odd = true;
        if (at + 1 < end && (text.charCodeAt(at + 1) === SPACE || text.charCodeAt(at + 1) === BACKSLASH)) at++;
      } else if (unit === 7 || unit === 4) odd = true;
    }
    const raw = text.slice(begin, at);
    words.push({ start: begin, end: at, text: odd ? unescapeWord(raw, words.length === 0) : raw });
  }
  return words;
}

/** auditctl marks escapes by doubled control characters and replaces those, whoever wrote them, in all words but the first. */
function unescapeWord(raw: string, first: boolean): string {
  const marked = raw.replace(/\\([\s\S])/g, (pair, next: string) =>
    next === ' ' ? escapedSpace.repeat(2) : next === '\\' ? escapedBackslash.repeat(2) : pair,
  );
  if (first) return marked;
  return marked.replace(/[\x07\x04][\s\S]?/g, (pair) => (pair[0] === escapedSpace ? ' ' : '\\'));
}

/** Writes `text` as one word of a rules file. */
export function escapeWord(text: string): string {
  return text.replace(/[\\ ]/g, '\\$&');
}

/** The span in the source of a part of the word's text, offsets counted in `word.text`. */
export function spanInWord(word: Word, from: number, to: number, source: string): Span {
  if (word.text.length === word.end - word.start) return { start: word.start + from, end: word.start + to };
  const offsets = sourceOffsets(source.slice(word.start, word.end));
  const at = (index: number) => word.start + (offsets[index] ?? word.end - word.start);
  return { start: at(from), end: Math.max(at(from), at(to)) };
}

function sourceOffsets(raw: string): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    offsets.push(at);
    const next = raw[at + 1];
    const pair =
      raw[at] === '\\' ? next === ' ' || next === '\\' : raw[at] === escapedSpace || raw[at] === escapedBackslash;
    if (pair) at++;
  }
  offsets.push(raw.length);
  return offsets;
}
