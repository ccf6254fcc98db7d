// Most lines of a large file say what a line before them said, of another path, key or number. Their shape is the text of
// the line without these values: lines of one shape are read alike.

/** Of a value that may be another one without a difference to how its line is read. */
export type ValueKind = 'path' | 'key' | 'number';

export const valueKinds: readonly ValueKind[] = ['path', 'key', 'number'];
const PATH = 0;
const KEY = 1;
const NUMBER = 2;

/** So many values of a line may differ; further ones belong to its shape. */
export const mostValues = 6;
/** Far below all limits that auditctl and messages have for a word and a line. */
const longestPath = 100;
const longestKey = 31;
const longestNumber = 9;
const longestShaped = 600;

const SPACE = 0x20;
const DASH = 0x2d;
const EQUALS = 0x3d;
const SLASH = 0x2f;
const DOT = 0x2e;

/** By character: whether it may stand in a path, in a key, in a number (1, 2, 4: bits by kind), ends the name of a field, or begins a key. */
const OPERATOR = 8;
const LETTER = 16;
const classes = new Uint8Array(128);
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
for (const char of `${alphanumeric}_-./+@:,%`) classes[char.charCodeAt(0)]! |= 1;
for (const char of `${alphanumeric}_-./+@:`) classes[char.charCodeAt(0)]! |= 2;
for (const char of '0123456789') classes[char.charCodeAt(0)]! |= 4;
for (const char of '=!<>&') classes[char.charCodeAt(0)]! |= OPERATOR;
for (const char of `${alphanumeric}_`) classes[char.charCodeAt(0)]! |= LETTER;

const prime = 0x01000193;
const basis = 0x811c9dc5 | 0;

/** Kinds of the values of fields by a hash of their names, plus 1. Two names may share a place: what is made of a shape is held against a reading. */
const fieldKinds = new Uint8Array(4096);
const placeOf = (hash: number) => (hash ^ (hash >>> 12) ^ (hash >>> 24)) & 4095;
for (const name of ['path', 'dir', 'exe']) fieldKinds[placeOf(hashOf(name))] = PATH + 1;
fieldKinds[placeOf(hashOf('key'))] = KEY + 1;
for (const name of 'pid ppid uid euid suid fsuid gid egid sgid fsgid auid loginuid obj_uid obj_gid sessionid inode devmajor devminor exit a0 a1 a2 a3'.split(' ')) fieldKinds[placeOf(hashOf(name))] = NUMBER + 1; // prettier-ignore

function hashOf(text: string): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash;
}

/** Values that are read otherwise than others of their kind: they belong to the shape. */
export class SingledOut {
  readonly #values: ReadonlySet<string>;
  readonly #places = new Uint8Array(4096);

  constructor(values: readonly string[]) {
    this.#values = new Set(values);
    for (const value of values) this.#places[placeOf(hashOf(value))] = 1;
  }

  /** `hash`: of the value from `start` to `end`. */
  has(hash: number, source: string, start: number, end: number): boolean {
    return this.#places[placeOf(hash)] === 1 && this.#values.has(source.slice(start, end));
  }
}

/**
 * Finds the shape of a line: looks at each of its characters once and makes nothing. What it finds is there until it
 * looks at the next line.
 */
export class ShapeReader {
  /** The same for lines of the same shape. */
  hash = 0;
  /** How many values there are, of which kind, and where they stand in the source. */
  count = 0;
  readonly kinds = new Uint8Array(mostValues);
  readonly starts = new Int32Array(mostValues);
  readonly ends = new Int32Array(mostValues);
  readonly #singledOut: SingledOut;

  constructor(singledOut: SingledOut) {
    this.#singledOut = singledOut;
  }

  /** False: a line for which it is not worth while. */
  read(source: string, start: number, end: number): boolean {
    const length = end - start;
    if (length > longestShaped || source.charCodeAt(start) !== DASH) return false;
    let hash = basis;
    let count = 0;
    let words = 0;
    let at = start;
    while (at < end) {
      // A word, and which option of one letter it is.
      const begin = at;
      words++;
      let code = 0;
      for (; at < end; at++) {
        code = source.charCodeAt(at);
        if (code === SPACE) break;
        hash = Math.imul(hash ^ code, prime);
      }
      for (; at < end && source.charCodeAt(at) === SPACE; at++) hash = Math.imul(hash ^ SPACE, prime);
      if (at === end || count === mostValues) continue;
      if (source.charCodeAt(begin) !== DASH || source.charCodeAt(begin + 2) !== SPACE) continue;
      const option = source.charCodeAt(begin + 1);
      let kind = -1;
      let value = at;
      if (option === 0x77 /* w */) kind = PATH;
      else if (option === 0x6b /* k */) kind = KEY;
      else if (option === 0x46 /* F */) {
        let name = basis;
        for (; value < end; value++) {
          code = source.charCodeAt(value);
          if (code === SPACE || code > 127 || (classes[code]! & OPERATOR) !== 0) break;
          name = Math.imul(name ^ code, prime);
        }
        kind = fieldKinds[placeOf(name)]! - 1;
        if (kind === -1 || value === end || code === SPACE) continue;
        value++;
        if (value < end && source.charCodeAt(value) === EQUALS) value++;
      }
      if (kind === -1) continue;
      const valueEnd = this.#valueEnd(source, value, end, kind);
      if (valueEnd === -1) continue;
      for (; at < value; at++) hash = Math.imul(hash ^ source.charCodeAt(at), prime);
      words++;
      hash = Math.imul(hash ^ (0x10000 + kind), prime);
      this.kinds[count] = kind;
      this.starts[count] = value;
      this.ends[count++] = valueEnd;
      at = valueEnd;
      for (; at < end; at++) {
        code = source.charCodeAt(at);
        hash = Math.imul(hash ^ code, prime);
        if (code === SPACE) break;
      }
      for (at++; at < end && source.charCodeAt(at) === SPACE; at++) hash = Math.imul(hash ^ SPACE, prime);
    }
    // Where auditctl may have no room for all words, what it drops depends on the length of the line.
    if ((words - 1) * 3 > length) return false;
    this.hash = hash ^ (hash >>> 15);
    this.count = count;
    return true;
  }

  /** Where a value of the kind ends; -1: it is none, or one that belongs to the shape. A slash at its end is not part of it. */
  #valueEnd(source: string, start: number, end: number, kind: number): number {
    const mask = 1 << kind;
    let hash = basis;
    let before = 0;
    let at = start;
    for (; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code === SPACE) break;
      if (code > 127 || (classes[code]! & mask) === 0) return -1;
      // Steps of a path that lead nowhere: `//`, `/.` and `/..`.
      if (before === SLASH && kind === PATH && (code === SLASH || (code === DOT && !isName(source, at, end))))
        return -1;
      if (code === SLASH && kind === PATH && (at + 1 === end || source.charCodeAt(at + 1) === SPACE)) break;
      hash = Math.imul(hash ^ code, prime);
      before = code;
    }
    const length = at - start;
    const isValue = kind === PATH ? isPath(source, start, length) : kind === KEY ? isKey(source, start, length) : isNumber(source, start, length); // prettier-ignore
    return !isValue || this.#singledOut.has(hash, source, start, at) ? -1 : at;
  }
}

/** Whether a dot begins the name of a hidden file. */
function isName(source: string, at: number, end: number): boolean {
  if (at + 1 === end) return false;
  const next = source.charCodeAt(at + 1);
  return next !== SPACE && next !== SLASH && next !== DOT;
}

function isPath(source: string, start: number, length: number): boolean {
  return length > 1 && length <= longestPath && source.charCodeAt(start) === SLASH;
}

/** Releases before 3.0 look into keys that begin with `ids-`. */
function isKey(source: string, start: number, length: number): boolean {
  if (length === 0 || length > longestKey) return false;
  const first = source.charCodeAt(start);
  return (classes[first]! & LETTER) !== 0 && !source.startsWith('ids-', start);
}

/** Not 0, which often means something of its own, and not octal. */
function isNumber(source: string, start: number, length: number): boolean {
  return length > 0 && length <= longestNumber && source.charCodeAt(start) !== 0x30;
}

/** A line of a shape, to tell whether another is of the same. */
export class ShapeSample {
  readonly kinds: readonly ValueKind[];
  /** What stands before the first value, between two, and behind the last. */
  readonly #between: readonly string[];

  constructor({ count, kinds, starts, ends }: ShapeReader, source: string, start: number, end: number) {
    this.kinds = Array.from({ length: count }, (_, at) => valueKinds[kinds[at]!]!);
    this.#between = Array.from({ length: count + 1 }, (_, at) =>
      source.slice(at === 0 ? start : ends[at - 1], at === count ? end : starts[at]),
    );
  }

  /** How much stands before each value, and behind the last. */
  get gaps(): readonly number[] {
    return this.#between.map(({ length }) => length);
  }

  /** Whether the line that was just read differs in its values only. */
  isLike({ count, kinds, starts, ends }: ShapeReader, source: string, start: number, end: number): boolean {
    if (count !== this.kinds.length) return false;
    for (let at = 0; at <= count; at++) {
      const from = at === 0 ? start : ends[at - 1]!;
      const text = this.#between[at]!;
      const length = (at === count ? end : starts[at]!) - from;
      if (length !== text.length || (at < count && valueKinds[kinds[at]!] !== this.kinds[at])) return false;
      for (let each = 0; each < length; each++)
        if (source.charCodeAt(from + each) !== text.charCodeAt(each)) return false;
    }
    return true;
  }

  /** Where each value of such a line begins and ends, counted from the beginning of the line. */
  placesOf(values: readonly string[]): number[] {
    const places: number[] = [];
    let at = 0;
    for (const [index, value] of values.entries()) {
      at += this.#between[index]!.length;
      places.push(at, (at += value.length));
    }
    return places;
  }

  /** A line of the shape with these values. */
  withValues(values: readonly string[]): string {
    return this.#between.map((text, at) => text + (values[at] ?? '')).join('');
  }
}
