/**
 * What a program gets to see of a file. All of them call fgets with a buffer of fixed size, so bytes count, not
 * characters; what does not fit is cut or skipped, and a NUL hides the rest of what one call brought, its newline
 * included. Source: get_line in src/auditd-config.c, audisp/audispd-pconfig.c and audisp/plugins/remote/remote-config.c.
 */
import { configFile, entryFor, kindOf } from '../facts/config';
import type { ConfigKind } from '../facts/configKeyword';
import { compareVersions } from '../target';
import type { Span } from '../text/span';
import type { ConfigTree, Word } from './tree';
import { wordsOf } from './tree';

/** A line that the program looks at: a line of the file, or a piece of one that was cut. */
export interface ReadLine {
  /** The number that the program's messages name, from 1; after a cut line it is higher than the line's place. */
  readonly number: number;
  readonly span: Span;
  readonly words: readonly Word[];
  /** True for what follows the cut of a line that is too long. */
  readonly rest: boolean;
}

/** Lines that the program passes over with the message 'too long', whatever the cause. */
export interface Unread {
  readonly span: Span;
  readonly why: 'too-long' | 'no-final-newline' | 'nul' | 'after-nul';
}

export interface Reading {
  readonly lines: readonly ReadLine[];
  readonly unread: readonly Unread[];
  /** Whether the program goes on to compare keywords with each other: not when it counted no line at all. */
  readonly compares: boolean;
}

/** The longest line in bytes, its newline not counted. */
export function lineLimit(kind: ConfigKind, version: string): number {
  return entryFor(configFile(kind).lineLimits, version)?.characters ?? 158;
}

/** Whether the rest of a long line is read as the next line; else the line is skipped. */
export function cutsLongLines(kind: ConfigKind): boolean {
  return kind === 'remote' || kind === 'zos';
}

/** How `version` of the program that reads this kind of file reads it. */
export function readLines(tree: ConfigTree, version: string): Reading {
  const kind = kindOf(tree.languageId);
  const limit = lineLimit(kind, version);
  return cutsLongLines(kind) ? cutting(tree.text, limit) : skipping(tree.text, limit, kind, version);
}

function cutting(text: string, limit: number): Reading {
  const lines: ReadLine[] = [];
  let rest = false;
  for (const piece of pieces(text, limit)) {
    const span = { start: piece.start, end: piece.seen };
    lines.push({ number: lines.length + 1, span, words: wordsOf(text, span), rest });
    rest = !piece.newline;
  }
  return { lines, unread: [], compares: lines.length > 0 };
}

function skipping(text: string, limit: number, kind: ConfigKind, version: string): Reading {
  // From 4.0.5 auditd counts each piece of a long line of auditd.conf.
  const countsPieces = kind === 'auditd' && compareVersions(version, '4.0.5') >= 0;
  const lines: ReadLine[] = [];
  const unread: Unread[] = [];
  let number = 1;
  let skipped: { start: number; nul: boolean; ownLineOver: boolean } | null = null;
  for (const piece of pieces(text, limit + 1)) {
    const sees = piece.newline && piece.seen === piece.end;
    if (skipped === null && sees) {
      const span = { start: piece.start, end: piece.end };
      lines.push({ number: number++, span, words: wordsOf(text, span), rest: false });
      continue;
    }
    const nul = piece.seen < piece.end;
    if (skipped === null) {
      skipped = { start: piece.start, nul, ownLineOver: piece.newline };
      if (piece.newline) unread.push({ span: { start: piece.start, end: piece.end }, why: 'nul' });
    } else if (piece.newline) {
      if (skipped.ownLineOver) unread.push({ span: { start: piece.start, end: piece.end }, why: 'after-nul' });
      else
        unread.push({ span: { start: skipped.start, end: piece.end }, why: skipped.nul || nul ? 'nul' : 'too-long' });
      skipped.ownLineOver = true;
    }
    if (sees) skipped = null;
    if (sees || countsPieces) number++;
  }
  if (skipped !== null && !text.endsWith('\n')) {
    const start = skipped.ownLineOver ? text.lastIndexOf('\n') + 1 : skipped.start;
    unread.push({ span: { start, end: text.length }, why: skipped.ownLineOver ? 'after-nul' : 'no-final-newline' });
  }
  return { lines, unread, compares: number > 1 };
}

interface Piece {
  readonly start: number;
  /** Behind the last character, the newline not counted. */
  readonly end: number;
  /** Where the program believes the text to end: before the first NUL, else `end`. */
  readonly seen: number;
  readonly newline: boolean;
}

/** What one call of fgets after the other brings; `size`: bytes, the newline counted. */
function* pieces(text: string, size: number): Generator<Piece> {
  let start = 0;
  let bytes = 0;
  let nul = -1;
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    // A character that is torn by the cut stands at the beginning of the next piece, where its last bytes are.
    if (bytes + width > size) {
      yield { start, end: at, seen: nul === -1 ? at : nul, newline: false };
      start = at;
      bytes = 0;
      nul = -1;
    }
    bytes += width;
    if (code === 0 && nul === -1) nul = at;
    if (code === 10) {
      yield { start, end: at, seen: nul === -1 ? at : nul, newline: true };
      start = at + 1;
      bytes = 0;
      nul = -1;
    }
    at += code > 0xffff ? 2 : 1;
  }
  if (at > start) yield { start, end: at, seen: nul === -1 ? at : nul, newline: false };
}
