import type { Span } from '../text/span';
import type { Argument } from './arguments';
import { spanInWord, type Word } from './words';

/** How a long option is written, without `--`. */
export interface LongOption {
  readonly name: string;
  readonly argument: boolean;
}

/** Options of one letter, with a colon behind those that take an argument (auditctl.c, setopt; the same from 2.4 to 4.2). */
const shortLetters = 'hicslDvtC:e:f:r:b:a:A:d:S:F:m:R:w:W:k:p:q:';
/** 1: a flag, 2: takes an argument; by character code. */
const shortKinds = new Uint8Array(128);
const shortNames: (string | undefined)[] = Array.from({ length: 128 });
for (let at = 0; at < shortLetters.length; at++) {
  if (shortLetters[at] === ':') continue;
  shortKinds[shortLetters.charCodeAt(at)] = shortLetters[at + 1] === ':' ? 2 : 1;
  shortNames[shortLetters.charCodeAt(at)] = `-${shortLetters[at]!}`;
}

export type Oddity = 'unknown' | 'ambiguous' | 'no-argument' | 'surplus-argument';

/** An option as it is used on a line, where getopt_long finds it. */
export class OptionUse {
  /** The letter or the full long name; for an unknown or ambiguous one what was written, without dashes. */
  readonly option: string;
  readonly long: boolean;
  readonly word: Word;
  /** Offsets of the name in the word's text, without dashes. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The word that holds the argument, and where in its text it begins; the same word where it is glued on. */
  readonly argumentWord: Word | undefined;
  readonly argumentStart: number;
  /** What keeps it from being a right use of an option that auditctl has. */
  readonly oddity: Oddity | undefined;
  /** What the program sees as optind once it has this option, counted from 0: its own name is not among the words. */
  readonly next: number;
  readonly #source: string;
  #argument: Argument | undefined;

  constructor(
    option: string,
    long: boolean,
    word: Word,
    nameStart: number,
    nameEnd: number,
    argumentWord: Word | undefined,
    argumentStart: number,
    oddity: Oddity | undefined,
    next: number,
    source: string,
  ) {
    this.option = option;
    this.long = long;
    this.word = word;
    this.nameStart = nameStart;
    this.nameEnd = nameEnd;
    this.argumentWord = argumentWord;
    this.argumentStart = argumentStart;
    this.oddity = oddity;
    this.next = next;
    this.#source = source;
  }

  /** `-a`, `--backlog_wait_time` in full also where it is shortened; an unknown one as written. */
  get name(): string {
    return this.long ? `--${this.option}` : (shortNames[this.option.charCodeAt(0)] ?? `-${this.option}`);
  }

  /** Where the name stands, dashes included (in a clump such as `-it` the letter alone). */
  get nameSpan(): Span {
    const dashes = this.long ? 2 : this.nameStart === 1 ? 1 : 0;
    return spanInWord(this.word, this.nameStart - dashes, this.nameEnd, this.#source);
  }

  /** The argument as the program gets it. */
  get argumentText(): string | undefined {
    const text = this.argumentWord?.text;
    return text === undefined || this.argumentStart === 0 ? text : text.slice(this.argumentStart);
  }

  /** The same with its place. */
  get argument(): Argument | undefined {
    const { argumentWord: word, argumentStart } = this;
    if (word === undefined) return undefined;
    return (this.#argument ??= argumentIn(word, argumentStart, word === this.word, this.#source));
  }
}

function argumentIn(word: Word, from: number, glued: boolean, source: string): Argument {
  const { start, end, text } = word;
  if (from === 0) return { start, end, text, glued };
  return { ...spanInWord(word, from, text.length, source), text: text.slice(from), glued };
}

/** What getopt_long finds on a line. */
export interface FoundOptions {
  /** In the order of the line. */
  readonly options: readonly OptionUse[];
  /** Words that are neither options nor arguments. */
  readonly leftover: readonly Word[];
  /** optind at the end: how many words are options and arguments. */
  readonly end: number;
}

const DASH = 0x2d;

/**
 * getopt_long of the C library with its reordering: words that are no options are passed over and stand, at the end,
 * behind those that are. The words themselves stay where they are: nobody looks at those before `next`.
 */
export function findOptions(words: readonly Word[], longOptions: readonly LongOption[], source: string): FoundOptions {
  const options: OptionUse[] = [];
  const leftover: Word[] = [];
  for (let at = 0; at < words.length;) {
    const word = words[at]!;
    const { text } = word;
    if (text.charCodeAt(0) !== DASH || text.length === 1) {
      leftover.push(word);
      at++;
    } else if (text === '--') {
      for (at++; at < words.length; at++) leftover.push(words[at]!);
    } else if (text.charCodeAt(1) === DASH) {
      const use = longOption(words, at, longOptions, source);
      options.push(use);
      at = use.next;
    } else at = shortOptions(words, at, source, options);
  }
  return { options, leftover, end: words.length - leftover.length };
}

/** The options of one word; answers where to go on. */
function shortOptions(words: readonly Word[], index: number, source: string, into: OptionUse[]): number {
  const word = words[index]!;
  const { text } = word;
  for (let at = 1; ; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? shortKinds[code]! : 0;
    const isLast = at + 1 === text.length;
    let next = isLast ? index + 1 : index;
    let argumentWord: Word | undefined;
    let argumentStart = 0;
    let oddity: Oddity | undefined;
    if (kind === 0) oddity = 'unknown';
    else if (kind === 2) {
      if (!isLast) {
        argumentWord = word;
        argumentStart = at + 1;
        next = index + 1;
      } else if (next < words.length) argumentWord = words[next++];
      else oddity = 'no-argument';
    }
    into.push(new OptionUse(text[at]!, false, word, at, at + 1, argumentWord, argumentStart, oddity, next, source));
    if (next > index) return next;
  }
}

function longOption(
  words: readonly Word[],
  index: number,
  longOptions: readonly LongOption[],
  source: string,
): OptionUse {
  const word = words[index]!;
  const { text } = word;
  const equals = text.indexOf('=', 2);
  const nameEnd = equals === -1 ? text.length : equals;
  const written = text.slice(2, nameEnd);
  const found = resolveLongOption(written, longOptions);
  const use = (option: string, oddity?: Oddity, argumentWord?: Word, argumentStart = 0, next = index + 1) =>
    new OptionUse(option, true, word, 2, nameEnd, argumentWord, argumentStart, oddity, next, source);
  if (typeof found === 'string') return use(written, found);
  const { name, argument } = found;
  if (equals !== -1) return use(name, argument ? undefined : 'surplus-argument', word, equals + 1);
  if (!argument) return use(name);
  const argumentWord = words[index + 1];
  return argumentWord === undefined ? use(name, 'no-argument') : use(name, undefined, argumentWord, 0, index + 2);
}

/** A name stands for the option of that name, else for the only one that begins so. */
function resolveLongOption(written: string, options: readonly LongOption[]): LongOption | 'unknown' | 'ambiguous' {
  let found: LongOption | undefined;
  let several = false;
  for (const option of options) {
    if (option.name === written) return option;
    if (!option.name.startsWith(written)) continue;
    if (found === undefined) found = option;
    else several = true;
  }
  return several ? 'ambiguous' : (found ?? 'unknown');
}
