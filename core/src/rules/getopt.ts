import type { Word } from './words';

/** How a long option is written, without `--`. */
export interface LongOption {
  readonly name: string;
  readonly argument: boolean;
}

/** Options of one letter, with a colon behind those that take an argument (auditctl.c, setopt; the same from 2.4 to 4.2). */
const shortOptions = 'hicslDvtC:e:f:r:b:a:A:d:S:F:m:R:w:W:k:p:q:';
/** 1: a flag, 2: takes an argument; by character code. */
const shortKinds = new Uint8Array(128);
for (let at = 0; at < shortOptions.length; at++) {
  if (shortOptions[at] !== ':') shortKinds[shortOptions.charCodeAt(at)] = shortOptions[at + 1] === ':' ? 2 : 1;
}

export type Oddity = 'unknown' | 'ambiguous' | 'no-argument' | 'surplus-argument';

/** An option as getopt_long finds it: where its name stands, and where its argument. */
export interface FoundOption {
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
  readonly oddity: Oddity | undefined;
}

const DASH = 0x2d;

/**
 * getopt_long of the C library with its reordering: words that are no options are passed over and stand, at the end,
 * behind those that are. `index` is at every step what the program sees as optind, counted from 0 (the program's own
 * name is not among the words). The words themselves stay where they are: nobody looks at those before `index`.
 */
export class OptionScanner {
  readonly words: readonly Word[];
  readonly #longOptions: readonly LongOption[];
  readonly #others: Word[] = [];
  index = 0;
  #ended = false;
  #clump: Word | undefined;
  #clumpAt = 0;

  constructor(words: readonly Word[], longOptions: readonly LongOption[]) {
    this.words = words;
    this.#longOptions = longOptions;
  }

  /** The words that would be left over if no more options were looked for. */
  get leftover(): readonly Word[] {
    return this.#ended ? this.#others : this.words.slice(this.index);
  }

  /** The next option, or undefined at the end. */
  next(): FoundOption | undefined {
    if (this.#clump === undefined) {
      const word = this.#nextOptionWord();
      if (word === undefined) return undefined;
      if (word.text.charCodeAt(1) === DASH) return this.#longOption(word);
      this.#clump = word;
      this.#clumpAt = 1;
    }
    return this.#shortOption(this.#clump);
  }

  #nextOptionWord(): Word | undefined {
    const words = this.words;
    while (this.index < words.length && !looksLikeOption(words[this.index]!.text))
      this.#others.push(words[this.index++]!);
    if (this.index < words.length) {
      const word = words[this.index]!;
      if (word.text !== '--') return word;
      for (this.index++; this.index < words.length; this.index++) this.#others.push(words[this.index]!);
    }
    this.#ended = true;
    this.index = words.length - this.#others.length;
    return undefined;
  }

  #shortOption(word: Word): FoundOption {
    const text = word.text;
    const at = this.#clumpAt++;
    const code = text.charCodeAt(at);
    const kind = code < 128 ? shortKinds[code]! : 0;
    const last = at + 1 === text.length;
    if (last) {
      this.index++;
      this.#clump = undefined;
    }
    let argumentWord: Word | undefined;
    let argumentStart = 0;
    let oddity: Oddity | undefined;
    if (kind === 0) oddity = 'unknown';
    else if (kind === 2) {
      if (!last) {
        argumentWord = word;
        argumentStart = at + 1;
        this.#clump = undefined;
        this.index++;
      } else if (this.index < this.words.length) argumentWord = this.words[this.index++];
      else oddity = 'no-argument';
    }
    return {
      option: text[at]!,
      long: false,
      word,
      nameStart: at,
      nameEnd: at + 1,
      argumentWord,
      argumentStart,
      oddity,
    };
  }

  #longOption(word: Word): FoundOption {
    const text = word.text;
    const equals = text.indexOf('=', 2);
    const nameEnd = equals === -1 ? text.length : equals;
    const written = text.slice(2, nameEnd);
    const found = resolveLongOption(written, this.#longOptions);
    this.index++;
    const base = { long: true, word, nameStart: 2, nameEnd };
    if (typeof found === 'string') {
      return { ...base, option: written, argumentWord: undefined, argumentStart: 0, oddity: found };
    }
    const { name, argument } = found;
    if (equals !== -1) {
      const oddity = argument ? undefined : 'surplus-argument';
      return { ...base, option: name, argumentWord: word, argumentStart: equals + 1, oddity };
    }
    if (!argument) return { ...base, option: name, argumentWord: undefined, argumentStart: 0, oddity: undefined };
    const argumentWord = this.index < this.words.length ? this.words[this.index++] : undefined;
    const oddity = argumentWord === undefined ? 'no-argument' : undefined;
    return { ...base, option: name, argumentWord, argumentStart: 0, oddity };
  }
}

function looksLikeOption(text: string): boolean {
  return text.charCodeAt(0) === DASH && text.length > 1;
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
