/** Gives what stands in a log before something that was read of it. */
export interface LogPast {
  /** Reading was begun inside the log: there is more before the first line that was read. */
  readonly isCut: boolean;
  /** The bytes before the line that begins so, or how far they go back, as many as one looks at in a while. */
  before(beginning: string, signal: AbortSignal): Promise<PastPage>;
}

export type PastPage =
  /** `insideLine`: the first line of them is the end of one. `more`: something stands before them. */
  | { readonly found: true; readonly bytes: Uint8Array; readonly insideLine: boolean; readonly more: boolean }
  /** No file has the line any more. */
  | { readonly found: false };

/** Bytes that are read at once. */
export const pageBytes = 512 * 1024;

/** The page before the line that begins so, in bytes that come one after another. */
export async function pageBefore(chunks: AsyncIterable<Uint8Array>, beginning: string): Promise<PastPage> {
  const wanted = Buffer.from(beginning);
  let kept = Buffer.alloc(0);
  /** Where `kept` begins. */
  let start = 0;
  for await (const chunk of chunks) {
    const known = kept.length;
    kept = Buffer.concat([kept, chunk]);
    // It may lie over the edge of two chunks.
    const at = indexOfLine(kept, wanted, Math.max(0, known - wanted.length), start);
    if (at !== -1) {
      const from = Math.max(0, at - pageBytes);
      const more = start + from > 0;
      return { found: true, bytes: kept.subarray(from, at), insideLine: more, more };
    }
    const surplus = kept.length - pageBytes - wanted.length;
    if (surplus <= 0) continue;
    kept = kept.subarray(surplus);
    start += surplus;
  }
  return { found: false };
}

function indexOfLine(bytes: Buffer, wanted: Buffer, from: number, start: number): number {
  for (let at = bytes.indexOf(wanted, from); at !== -1; at = bytes.indexOf(wanted, at + 1)) {
    const isBeginning = at === 0 ? start === 0 : bytes[at - 1] === 10;
    if (isBeginning) return at;
  }
  return -1;
}
