interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Stretches of lines that come again and again (nodes, types) as one string each: no new string for every line. What
 * comes from a log cannot make it grow: each place keeps the last text that fell on it.
 */
export class TextCache {
  readonly #texts: (Known | undefined)[] = new Array<Known | undefined>(1024).fill(undefined);

  /** undefined for what is not ASCII. */
  get(bytes: Uint8Array, start: number, end: number): string | undefined {
    let hash = end - start;
    let high = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      high |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (high > 0x7f) return undefined;
    const place = (hash ^ (hash >>> 10)) & 1023;
    const known = this.#texts[place];
    if (known !== undefined && isSame(known.bytes, bytes, start, end)) return known.text;
    let text = '';
    for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
    // A long one does not come again.
    if (text.length <= 256) this.#texts[place] = { bytes: Uint8Array.prototype.slice.call(bytes, start, end), text };
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
