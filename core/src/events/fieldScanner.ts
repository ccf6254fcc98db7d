const blank = 0x20;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const openBrace = 0x7b;
const closeBrace = 0x7d;

let units = new Uint8Array(16_384);

/**
 * A text up to `end` as the scanner reads it: places are the same, and what is not ASCII is only told apart from what
 * is. The next call takes it back.
 */
export function unitsOf(text: string, end: number): Uint8Array {
  if (units.length < end) units = new Uint8Array(end);
  for (let at = 0; at < end; at++) units[at] = Math.min(text.charCodeAt(at), 0x80);
  return units;
}

/**
 * Goes over the fields of a record's body without making anything: after `next()` the places stand in `nameStart` …
 * `valueEnd`. `msg='…'` is opened up: its fields come one by one. A word without `=` belongs to the value before it
 * (`text=marker: demo begins`); where there is none before, it comes as a value without name (`nameStart === nameEnd`).
 */
export class FieldScanner {
  bytes: Uint8Array = new Uint8Array(0);
  nameStart = 0;
  nameEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  /** Where the quoted message ends: at its closing quote. -1 outside. */
  #messageEnd = -1;
  #at = 0;
  #end = 0;
  /** Where the `=` of the name at `#at` was already seen; -1: not looked yet. */
  #equal = -1;

  /** Begins with the fields of `bytes` from `start` to `end`. */
  over(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#messageEnd = -1;
    this.#equal = -1;
    return this;
  }

  next(): boolean {
    const { bytes } = this;
    let end = this.#messageEnd === -1 ? this.#end : this.#messageEnd;
    let at = this.#at;
    if (this.#equal !== -1) {
      this.nameStart = at;
      this.nameEnd = this.#equal;
      this.#equal = -1;
      return this.#value(this.nameEnd + 1, end);
    }
    for (;;) {
      while (at < end && bytes[at] === blank) at++;
      if (at < end) break;
      if (this.#messageEnd === -1) {
        this.#at = at;
        return false;
      }
      at = this.#messageEnd + 1;
      this.#messageEnd = -1;
      end = this.#end;
    }
    const start = at;
    let code: number | undefined = 0;
    while (at < end && (code = bytes[at]) !== equals && code !== blank) at++;
    if (at >= end || code !== equals || at === start) return this.#bareWord(start, end);
    this.nameStart = start;
    this.nameEnd = at;
    return this.#value(at + 1, end);
  }

  #value(start: number, end: number): boolean {
    const { bytes } = this;
    this.valueStart = start;
    const first = start < end ? bytes[start] : blank;
    let at = start;
    if (first === singleQuote && this.#messageEnd === -1 && this.#isMessage()) {
      let close = end - 1;
      while (close > start && bytes[close] !== singleQuote) close--;
      if (close > start) {
        this.#messageEnd = close;
        this.#at = start + 1;
        return this.next();
      }
    }
    if (first === doubleQuote) at = this.#closingQuote(start + 1, end);
    else if (first === openBrace) {
      let close = start;
      while (close < end && bytes[close] !== closeBrace) close++;
      if (close < end) at = close + 1;
    }
    while (at < end && bytes[at] !== blank) at++;
    this.valueEnd = at;
    this.#at = at;
    // A closed quote is closed: what follows it is no part of the text.
    if (first !== doubleQuote) this.#withWordsThatFollow(end);
    return true;
  }

  #isMessage(): boolean {
    return this.nameEnd - this.nameStart === 3 && isWord(this.bytes, this.nameStart, 0x6d, 0x73, 0x67);
  }

  /** Behind the quote that is followed by a blank or the end; without one, the start: then the value ends at a blank. */
  #closingQuote(start: number, end: number): number {
    const { bytes } = this;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== doubleQuote) continue;
      if (at + 1 >= end) return at + 1;
      const next = bytes[at + 1];
      if (next === blank || next === 0x2c || next === 0x29) return at + 1;
    }
    return start;
  }

  /** Words without `=` up to the next name belong to the value, also `old`/`new` only when no name follows at once. */
  #withWordsThatFollow(end: number): void {
    const { bytes } = this;
    let at = this.valueEnd;
    for (;;) {
      let word = at;
      while (word < end && bytes[word] === blank) word++;
      if (word >= end) break;
      let stop = word;
      let code: number | undefined = 0;
      while (stop < end && (code = bytes[stop]) !== blank && code !== equals) stop++;
      if (stop < end && code === equals) {
        // The next field begins here, unless nothing stands before its `=`.
        if (stop > word) {
          this.valueEnd = at;
          this.#at = word;
          this.#equal = stop;
          return;
        }
        break;
      }
      if (isOldOrNew(bytes, word, stop)) break;
      at = stop;
    }
    this.valueEnd = at;
    this.#at = at;
  }

  #bareWord(start: number, end: number): boolean {
    const { bytes } = this;
    let stop = start;
    while (stop < end && bytes[stop] !== blank) stop++;
    if (isOldOrNew(bytes, start, stop)) {
      // `old auid=0 new auid=1000` of older kernels: the field's name is `old auid`.
      let equal = stop + 1;
      while (equal < end && bytes[equal] !== equals && bytes[equal] !== blank) equal++;
      if (equal < end && bytes[equal] === equals && equal > stop + 1) {
        this.nameStart = start;
        this.nameEnd = equal;
        return this.#value(equal + 1, end);
      }
    }
    this.nameStart = start;
    this.nameEnd = start;
    this.valueStart = start;
    this.valueEnd = stop;
    this.#withWordsThatFollow(end);
    return true;
  }
}

function isOldOrNew(bytes: Uint8Array, start: number, stop: number): boolean {
  return stop - start === 3 && (isWord(bytes, start, 0x6f, 0x6c, 0x64) || isWord(bytes, start, 0x6e, 0x65, 0x77));
}

function isWord(bytes: Uint8Array, at: number, first: number, second: number, third: number): boolean {
  return bytes[at] === first && bytes[at + 1] === second && bytes[at + 2] === third;
}
