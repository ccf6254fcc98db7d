/** A place as editors count it: line and column from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the lines of a text begin. Only LF ends a line, as for auditctl and the daemons: CR, U+2028 and the like are
 * characters of the line, so that an offset here is an offset there.
 */
export class Lines {
  readonly text: string;
  readonly #starts: Int32Array;
  /** The line that was asked for last: the next is mostly near. */
  #lately = 0;

  /** `starts`: where the lines begin, where that is known already. */
  constructor(text: string, starts: Int32Array = startsIn(text)) {
    this.text = text;
    this.#starts = starts;
  }

  /** The lines once the text from `start` to `end` is replaced: those behind it are moved, not looked for again. */
  replaced(start: number, end: number, newText: string): Lines {
    const text = this.text.slice(0, start) + newText + this.text.slice(end);
    const old = this.#starts;
    const kept = this.lineAt(start) + 1;
    const from = this.lineAt(end) + 1;
    const added = startsIn(newText);
    const starts = new Int32Array(kept + added.length - 1 + old.length - from);
    starts.set(old.subarray(0, kept));
    for (let at = 1; at < added.length; at++) starts[kept + at - 1] = start + added[at]!;
    const by = newText.length - (end - start);
    for (let at = from, to = kept + added.length - 1; at < old.length; at++, to++) starts[to] = old[at]! + by;
    return new Lines(text, starts);
  }

  /** At least 1: the empty text has one empty line. */
  get count(): number {
    return this.#starts.length;
  }

  /** Offset of the first character of line `line` (from 0); beyond the last line, the end of the text. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  /** Offset behind the last character of the line, its LF not counted. */
  endOf(line: number): number {
    const next = this.#starts[line + 1];
    return next === undefined ? this.text.length : next - 1;
  }

  /** The line without its LF. */
  textOf(line: number): string {
    return this.text.slice(this.startOf(line), this.endOf(line));
  }

  lineAt(offset: number): number {
    const starts = this.#starts;
    const isBehind = starts[this.#lately]! <= offset;
    let low = isBehind ? this.#lately : 0;
    let high = isBehind ? starts.length - 1 : this.#lately;
    for (let step = 0; isBehind && low < high && step < 4; step++) {
      if (starts[low + 1]! > offset) high = low;
      else low++;
    }
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return (this.#lately = low);
  }

  /** Offsets outside the text are taken to its nearer end. */
  positionAt(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(inside);
    return { line, column: inside - this.startOf(line) };
  }

  /** Columns beyond the line's end are taken to its end. */
  offsetAt(position: Position): number {
    const line = Math.max(0, Math.min(position.line, this.count - 1));
    return Math.max(this.startOf(line), Math.min(this.startOf(line) + position.column, this.endOf(line)));
  }
}

function startsIn(text: string): Int32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Int32Array.from(starts);
}
