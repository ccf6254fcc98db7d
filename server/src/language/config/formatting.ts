import type { TextEdit } from 'vscode-languageserver';
import { cleaned } from '../../../../core/src/config/judging/characters';
import type { ConfigLine, ConfigTree } from '../../../../core/src/config/tree';
import { wordsOf } from '../../../../core/src/config/tree';
import { configKeyword, kindOf } from '../../../../core/src/facts/config';
import { byteLength } from '../../../../core/src/text/utf8';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';

/** The shortest line that a program of any version cuts or skips has one byte more. */
const shortestLimit = 126;

/**
 * `keyword = value`: one blank between words, none before and behind, the blanks around `=` that programs insist on, LF
 * at the end of the last line. Comments stay as they are, and so do lines that may be too long for the program.
 */
export function formatting(document: SourceDocument<ConfigTree>): TextEdit[] {
  const { tree, text, lines } = document;
  const edits: TextEdit[] = [];
  for (const line of tree.lines) {
    const { start, end } = line.span;
    const old = text.slice(start, end);
    if (line.kind === 'comment' || old.includes('\0') || byteLength(old) > shortestLimit) continue;
    const words = wordsAsMeant(line, text);
    if (words[0]?.startsWith('#') === true) continue;
    const formatted = spaced(words, tree);
    if (formatted !== old) edits.push({ range: rangeOf(lines, line.span), newText: formatted });
  }
  const last = tree.lines[tree.lines.length - 1];
  if (last !== undefined && !last.ended && last.kind !== 'blank') {
    const place = rangeOf(lines, { start: last.span.end, end: last.span.end });
    const edit = edits[edits.length - 1];
    if (edit?.range.end.line === place.end.line) edits[edits.length - 1] = { ...edit, newText: `${edit.newText}\n` };
    else edits.push({ range: place, newText: '\n' });
  }
  return edits;
}

/** TABs and the like are blanks where the line makes no sense with them; a CR at the end never does. */
function wordsAsMeant(line: ConfigLine, text: string): readonly string[] {
  const [, equals, value] = line.words;
  if (equals?.text !== '=' || value === undefined) {
    return wordsOf(cleaned(text, line.span), line.span).map((word) => word.text);
  }
  return line.words.map((word) => word.text.replace(/\r+$/, '')).filter((word) => word !== '');
}

/** Parts `freq=50` where a keyword stands before the sign. */
function spaced(words: readonly string[], tree: ConfigTree): string {
  const text = words.join(' ');
  if (words[1] === '=' && words[2] !== undefined) return text;
  const [, name, value] = /^([A-Za-z0-9_]+) ?= ?(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || configKeyword(kindOf(tree.languageId), name) === undefined)
    return text;
  return `${name} = ${value}`;
}
