import { longOptions } from '../facts/rules/options';
import { newestVersion } from '../target';
import { byteLength } from '../text/utf8';
import type { Span } from '../text/span';
import type { Argument } from './arguments';
import { OptionScanner, type FoundOption, type Oddity } from './getopt';
import { readWords, spanInWord, type Word } from './words';

/** An option as it is used on a line. */
export interface OptionUse {
  /** `-a`, `--backlog_wait_time` in full also where it is shortened; an unknown one as written. */
  readonly name: string;
  /** Where the name stands, dashes included (in a clump such as `-it` the letter alone). */
  readonly nameSpan: Span;
  readonly argument?: Argument;
  /** What keeps it from being a right use of an option that auditctl has. */
  readonly oddity?: Oddity;
}

/** A line that is neither blank nor a comment, read as auditctl reads its command line. */
export interface Command {
  readonly words: readonly Word[];
  /** In the order of the line. */
  readonly options: readonly OptionUse[];
  /** Words that are neither options nor arguments. */
  readonly leftover: readonly Word[];
}

/**
 * A line as auditctl reads it, without its LF. A line of more than 6143 bytes is several of these, each read for itself;
 * they share `number`. What stands behind a NUL is not read (`readEnd`).
 */
export class RulesLine implements Span {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  /** Which part of its physical line this is, from 0. */
  readonly piece: number;
  /** Where auditctl stops to read: `end`, or the first NUL. */
  readonly readEnd: number;
  readonly kind: 'blank' | 'comment' | 'command';
  readonly #source: string;
  #command: Command | undefined;

  constructor(source: string, number: number, start: number, end: number, piece: number) {
    this.#source = source;
    this.number = number;
    this.start = start;
    this.end = end;
    this.piece = piece;
    let at = start;
    while (at < end && source.charCodeAt(at) === 0x20) at++;
    const first = at < end ? source.charCodeAt(at) : 0;
    this.kind = first === 0 ? 'blank' : first === 0x23 ? 'comment' : 'command';
    this.readEnd = end;
    if (this.kind === 'command') {
      for (; at < end; at++) {
        if (source.charCodeAt(at) !== 0) continue;
        this.readEnd = at;
        break;
      }
    }
  }

  get text(): string {
    return this.#source.slice(this.start, this.end);
  }

  get words(): readonly Word[] {
    return this.command?.words ?? [];
  }

  get options(): readonly OptionUse[] {
    return this.command?.options ?? [];
  }

  /** Made when it is first asked for, then kept. Undefined for blank lines and comments. */
  get command(): Command | undefined {
    if (this.kind !== 'command') return undefined;
    return (this.#command ??= readCommand(this.#source, readWords(this.#source, this.start, this.readEnd)));
  }

  /** The words, read anew: for those who go once through many lines and keep nothing. */
  readWords(): Word[] {
    return this.kind === 'command' ? readWords(this.#source, this.start, this.readEnd) : [];
  }
}

/** A rules file. Every character belongs to one line or is the LF between two. */
export interface RulesTree {
  readonly text: string;
  readonly lines: readonly RulesLine[];
}

/** The line buffer of auditctl holds 6144 bytes, a NUL among them (auditctl.c, LINE_SIZE). */
export const longestLine = 6143;

/** Reads a rules file. Never throws, on any text; linear time. */
export function parseRules(text: string): RulesTree {
  const lines: RulesLine[] = [];
  let start = 0;
  for (let number = 0; ; number++) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    // No character is more than three bytes a UTF-16 unit, so that short lines need not be measured.
    if ((end - start) * 3 <= longestLine) lines.push(new RulesLine(text, number, start, end, 0));
    else cutLine(text, number, start, end, lines);
    if (found === -1) return { text, lines };
    start = found + 1;
  }
}

function cutLine(text: string, number: number, start: number, end: number, lines: RulesLine[]): void {
  let piece = 0;
  let begin = start;
  let bytes = 0;
  for (let at = start; at < end;) {
    const width = text.codePointAt(at)! > 0xffff ? 2 : 1;
    const size = byteLength(text, at, at + width);
    if (bytes + size > longestLine) {
      lines.push(new RulesLine(text, number, begin, at, piece++));
      begin = at;
      bytes = 0;
    }
    bytes += size;
    at += width;
  }
  lines.push(new RulesLine(text, number, begin, end, piece));
}

/** The line at an offset; where pieces meet, the later one. */
export function lineAt(tree: RulesTree, offset: number): RulesLine {
  let low = 0;
  let high = tree.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tree.lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return tree.lines[low]!;
}

/** The option whose name or argument is at the offset, its end included, so that it is found while it is typed. */
export function optionAt(line: RulesLine, offset: number): OptionUse | undefined {
  let found: OptionUse | undefined;
  for (const use of line.options) {
    const end = use.argument?.end ?? use.nameSpan.end;
    if (use.nameSpan.start <= offset && offset <= end) found = use;
  }
  return found;
}

function readCommand(source: string, words: readonly Word[]): Command {
  const scanner = new OptionScanner(words, longOptions(newestVersion));
  const options: OptionUse[] = [];
  for (let found = scanner.next(); found !== undefined; found = scanner.next()) options.push(useOf(found, source));
  return { words, options, leftover: scanner.leftover };
}

function useOf(found: FoundOption, source: string): OptionUse {
  const dashes = found.long ? 2 : found.nameStart === 1 ? 1 : 0;
  const argument = argumentOf(found, source);
  return {
    name: `${found.long ? '--' : '-'}${found.option}`,
    nameSpan: spanInWord(found.word, found.nameStart - dashes, found.nameEnd, source),
    ...(argument === undefined ? {} : { argument }),
    ...(found.oddity === undefined ? {} : { oddity: found.oddity }),
  };
}

/** The argument of a found option with its place. */
export function argumentOf(found: FoundOption, source: string): Argument | undefined {
  const { argumentWord: word, argumentStart } = found;
  if (word === undefined) return undefined;
  const glued = word === found.word;
  if (argumentStart === 0) return { start: word.start, end: word.end, text: word.text, glued };
  return { ...spanInWord(word, argumentStart, word.text.length, source), text: word.text.slice(argumentStart), glued };
}
