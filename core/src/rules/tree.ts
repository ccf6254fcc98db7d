import { longOptions } from '../facts/rules/options';
import { newestVersion } from '../target';
import { byteLength } from '../text/utf8';
import type { Span } from '../text/span';
import { findOptions, type FoundOptions, type OptionUse } from './getopt';
import { readWords, type Word } from './words';

export type { OptionUse } from './getopt';

/** A line that is neither blank nor a comment, read as the newest auditctl reads its command line. */
export class Command implements FoundOptions {
  readonly words: readonly Word[];
  readonly options: readonly OptionUse[];
  readonly leftover: readonly Word[];
  readonly end: number;
  /** What a reader makes of the command, and keeps as long as this is kept. */
  noted: unknown;

  constructor(words: readonly Word[], { options, leftover, end }: FoundOptions) {
    this.words = words;
    this.options = options;
    this.leftover = leftover;
    this.end = end;
  }
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
  readonly #readLately: ReadLately;
  #command: Command | undefined;

  constructor(readLately: ReadLately, number: number, start: number, end: number, piece: number) {
    const { source } = readLately;
    this.#readLately = readLately;
    this.number = number;
    this.start = start;
    this.end = end;
    this.piece = piece;
    let at = start;
    while (at < end && source.charCodeAt(at) === 0x20) at++;
    const first = at < end ? source.charCodeAt(at) : 0;
    this.kind = first === 0 ? 'blank' : first === 0x23 ? 'comment' : 'command';
    this.readEnd = end;
    if (this.kind === 'command' && readLately.hasNul) {
      const found = source.indexOf('\0', at);
      if (found !== -1 && found < end) this.readEnd = found;
    }
  }

  get text(): string {
    return this.#readLately.source.slice(this.start, this.end);
  }

  get words(): readonly Word[] {
    return this.command?.words ?? [];
  }

  get options(): readonly OptionUse[] {
    return this.command?.options ?? [];
  }

  /** Read when it is asked for; the same one until many other lines have been read. Undefined for blank lines and comments. */
  get command(): Command | undefined {
    if (this.kind !== 'command') return undefined;
    if (this.#command === undefined) {
      this.#command = readCommand(this.#readLately.source, this.start, this.readEnd);
      this.#readLately.note(this);
    }
    return this.#command;
  }

  /** Lets go of what was read. */
  forget(): void {
    this.#command = undefined;
  }
}

/** The lines of a text that hold what was read of them: the last ones, since all would take many times the text's room. */
class ReadLately {
  readonly source: string;
  readonly hasNul: boolean;
  readonly #lines: RulesLine[] = [];
  #next = 0;
  #characters = 0;

  constructor(source: string, hasNul = source.includes('\0')) {
    this.source = source;
    this.hasNul = hasNul;
  }

  note(line: RulesLine): void {
    const before = this.#lines[this.#next];
    if (before !== undefined) {
      before.forget();
      this.#characters -= before.end - before.start;
    }
    this.#lines[this.#next] = line;
    this.#next = (this.#next + 1) % linesHeld;
    this.#characters += line.end - line.start;
    if (this.#characters <= charactersHeld) return;
    for (const each of this.#lines.splice(0)) if (each !== line) each.forget();
    this.#lines.push(line);
    this.#next = 1;
    this.#characters = line.end - line.start;
  }
}

const linesHeld = 1024;
/** Long lines have many words. */
const charactersHeld = 262_144;

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
  visitLines(text, (line) => lines.push(line));
  return { text, lines };
}

/** Shows the lines of a rules file in their order. */
export function visitLines(text: string, each: (line: RulesLine) => void): void {
  const readLately = new ReadLately(text);
  let start = 0;
  for (let number = 0; ; number++) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    readLine(readLately, number, start, end, each);
    if (found === -1) return;
    start = found + 1;
  }
}

/** One line of a text, from `start` to its LF or the end, as it is in the whole tree: of an overlong line its pieces. */
export function linesOf(text: string, number: number, start: number, end: number): RulesLine[] {
  const lines: RulesLine[] = [];
  const hasNul = text.slice(start, end).includes('\0');
  readLine(new ReadLately(text, hasNul), number, start, end, (line) => lines.push(line));
  return lines;
}

type EachLine = (line: RulesLine) => void;

function readLine(readLately: ReadLately, number: number, start: number, end: number, each: EachLine): void {
  // No character is more than three bytes a UTF-16 unit, so that short lines need not be measured.
  if ((end - start) * 3 <= longestLine) each(new RulesLine(readLately, number, start, end, 0));
  else cutLine(readLately, number, start, end, each);
}

function cutLine(readLately: ReadLately, number: number, start: number, end: number, each: EachLine): void {
  const text = readLately.source;
  let piece = 0;
  let begin = start;
  let bytes = 0;
  for (let at = start; at < end;) {
    const width = text.codePointAt(at)! > 0xffff ? 2 : 1;
    const size = byteLength(text, at, at + width);
    if (bytes + size > longestLine) {
      each(new RulesLine(readLately, number, begin, at, piece++));
      begin = at;
      bytes = 0;
    }
    bytes += size;
    at += width;
  }
  each(new RulesLine(readLately, number, begin, end, piece));
}

/** The line at an offset; where pieces meet, the later one. */
export function lineAt({ lines }: Pick<RulesTree, 'lines'>, offset: number): RulesLine {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return lines[low]!;
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

const newestLongOptions = longOptions(newestVersion);

function readCommand(source: string, start: number, end: number): Command {
  const words = readWords(source, start, end);
  return new Command(words, findOptions(words, newestLongOptions, source));
}
