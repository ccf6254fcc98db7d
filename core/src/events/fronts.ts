/** What stands before the stamp of many lines: `node=web1 type=PATH msg=audit(`. */
interface Front {
  readonly bytes: Uint8Array;
  readonly node: string | null;
  readonly type: string;
}

const openParenthesis = 0x28;
/** Longer ones are read each time. */
const longest = 160;

/**
 * The beginnings of lines, up to the first parenthesis, that come again and again: read once, then only compared. What
 * comes from a log cannot make it grow: each place keeps the last one that fell on it.
 */
export class Fronts {
  readonly #fronts: (Front | undefined)[] = new Array<Front | undefined>(4096).fill(undefined);
  // Of the line that was sought last.
  #place = 0;
  #start = 0;
  /** Behind the first parenthesis of the line that was sought last; -1: it has none near its start. */
  stamp = -1;

  find(bytes: Uint8Array, start: number, end: number): Front | undefined {
    const stop = Math.min(end, start + longest);
    // A sum of products has no step that waits for the one before.
    let hash = 0;
    let at = start;
    for (let factor = 1; at < stop; at++, factor += 0x9e3779) {
      const byte = bytes[at] ?? 0;
      if (byte === openParenthesis) break;
      hash = (hash + Math.imul(byte, factor)) | 0;
    }
    this.#place = (hash ^ (hash >>> 11) ^ (hash >>> 22)) & 4095;
    this.#start = start;
    this.stamp = at < stop ? at + 1 : -1;
    const front = this.#fronts[this.#place];
    if (front === undefined) return undefined;
    const known = front.bytes;
    if (start + known.length !== this.stamp) return undefined;
    for (let index = 0; index < known.length; index++) if (known[index] !== bytes[start + index]) return undefined;
    return front;
  }

  /** The line that was sought last was read as this, and its stamp begins at `stamp`. */
  learn(bytes: Uint8Array, node: string | null, type: string): void {
    const copy = Uint8Array.prototype.slice.call(bytes, this.#start, this.stamp);
    this.#fronts[this.#place] = { bytes: copy, node, type };
  }
}
