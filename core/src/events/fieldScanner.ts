const blank = 0x20;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const openBrace = 0x7b;

/**
 * Goes over the fields of a record's body without making anything: after `next()` the places stand in `nameStart` …
 * `valueEnd`. `msg='…'` is opened up: its fields come one by one. A word without `=` belongs to the value before it
 * (`text=marker: demo begins`); where there is none before, it comes as a value without name (`nameStart === nameEnd`).
 */
export class FieldScanner {
  text = '';
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

  /** Begins with the fields of `text` from `start` to `end`. */
  over(text: string, start: number, end: number): this {
    this.text = text;
    this.#at = start;
    this.#end = end;
    this.#messageEnd = -1;
    this.#equal = -1;
    return this;
  }

  next(): boolean {
    const { text } = this;
    let end = this.#messageEnd === -1 ? this.#end : this.#messageEnd;
    let at = this.#at;
    if (this.#equal !== -1) {
      this.nameStart = at;
      this.nameEnd = this.#equal;
      this.#equal = -1;
      return this.#value(this.nameEnd + 1, end);
    }
    for (;;) {
      while (at < end && text.charCodeAt(at) === blank) at++;
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
    let code = 0;
    while (at < end && (code = text.charCodeAt(at)) !== equals && code !== blank) at++;
    if (at >= end || code !== equals || at === start) return this.#bareWord(start, end);
    this.nameStart = start;
    this.nameEnd = at;
    return this.#value(at + 1, end);
  }

  #value(start: number, end: number): boolean {
    const { text } = this;
    this.valueStart = start;
    const first = start < end ? text.charCodeAt(start) : blank;
    let at = start;
    if (first === singleQuote && this.#messageEnd === -1 && this.#isMessage()) {
      const close = text.lastIndexOf("'", end - 1);
      if (close > start) {
        this.#messageEnd = close;
        this.#at = start + 1;
        return this.next();
      }
    }
    if (first === doubleQuote) at = this.#closingQuote(start + 1, end);
    else if (first === openBrace) {
      const close = text.indexOf('}', start);
      if (close !== -1 && close < end) at = close + 1;
    }
    while (at < end && text.charCodeAt(at) !== blank) at++;
    this.valueEnd = at;
    this.#at = at;
    // A closed quote is closed: what follows it is no part of the text.
    if (first !== doubleQuote) this.#withWordsThatFollow(end);
    return true;
  }

  #isMessage(): boolean {
    return this.nameEnd - this.nameStart === 3 && this.text.startsWith('msg', this.nameStart);
  }

  /** Behind the quote that is followed by a blank or the end; without one, the start: then the value ends at a blank. */
  #closingQuote(start: number, end: number): number {
    for (let at = this.text.indexOf('"', start); at !== -1 && at < end; at = this.text.indexOf('"', at + 1)) {
      if (at + 1 >= end) return at + 1;
      const next = this.text.charCodeAt(at + 1);
      if (next === blank || next === 0x2c || next === 0x29) return at + 1;
    }
    return start;
  }

  /** Words without `=` up to the next name belong to the value, also `old`/`new` only when no name follows at once. */
  #withWordsThatFollow(end: number): void {
    const { text } = this;
    let at = this.valueEnd;
    for (;;) {
      let word = at;
      while (word < end && text.charCodeAt(word) === blank) word++;
      if (word >= end) break;
      let stop = word;
      let code = 0;
      while (stop < end && (code = text.charCodeAt(stop)) !== blank && code !== equals) stop++;
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
      if (isOldOrNew(text, word, stop)) break;
      at = stop;
    }
    this.valueEnd = at;
    this.#at = at;
  }

  #bareWord(start: number, end: number): boolean {
    const { text } = this;
    let stop = start;
    while (stop < end && text.charCodeAt(stop) !== blank) stop++;
    if (isOldOrNew(text, start, stop)) {
      // `old auid=0 new auid=1000` of older kernels: the field's name is `old auid`.
      let equal = stop + 1;
      while (equal < end && text.charCodeAt(equal) !== equals && text.charCodeAt(equal) !== blank) equal++;
      if (equal < end && text.charCodeAt(equal) === equals && equal > stop + 1) {
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

function isOldOrNew(text: string, start: number, stop: number): boolean {
  return stop - start === 3 && (text.startsWith('old', start) || text.startsWith('new', start));
}
