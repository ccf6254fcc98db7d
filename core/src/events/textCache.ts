/**
 * Stretches of lines that come again and again (nodes, types) as one string each: no new string for every line. What
 * comes from a log cannot make it grow: each place keeps the last text that fell on it.
 */
export class TextCache {
  readonly #texts: (string | undefined)[] = new Array<string | undefined>(1024).fill(undefined);

  get(line: string, start: number, end: number): string {
    const length = end - start;
    // A long one does not come again.
    if (length > 256) return line.slice(start, end);
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + line.charCodeAt(at)) | 0;
    const place = (hash ^ (hash >>> 10)) & 1023;
    const known = this.#texts[place];
    if (known !== undefined && known.length === length && line.startsWith(known, start)) return known;
    const text = line.slice(start, end);
    this.#texts[place] = text;
    return text;
  }
}
