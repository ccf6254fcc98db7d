import type { Accounts } from './hostNaming';
import type { HostRulesRead } from './hostRules';

/**
 * The listener's half of follow.sh: takes the frames apart and keeps the checkpoint from which to go on after a cut. Pure:
 * bytes in, happenings out. At least once by itself; exactly once as long as this object lives, since the checkpoint moves
 * only after a piece has been taken.
 */

/** Where in the log the listener stands: `offset` bytes of the file with this inode have arrived. */
export interface Checkpoint {
  /** The number with the time of birth, as the host gave it. */
  readonly inode: string;
  readonly offset: number;
  /** cksum and length of the file's first bytes, as the host gave it; undefined until it has. */
  readonly fingerprint: string | undefined;
}

/** Where to begin when nothing was followed yet. `recent`: so many bytes before the end, rotated files included. */
export type Beginning =
  { readonly at: 'oldest' } | { readonly at: 'end' } | { readonly at: 'recent'; readonly bytes: number };

export type Happening =
  | { readonly kind: 'opened'; readonly path: string; readonly offset: number; readonly again: boolean }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'rotated'; readonly path: string }
  | { readonly kind: 'truncated'; readonly had: number; readonly size: number }
  /**
   * Bytes behind `offset` of a file that no longer exists were never seen. How many, nobody knows. `packed`: they were read
   * out of this compressed file, and so was what was compressed after it; what comes next nobody knows either.
   */
  | { readonly kind: 'gap'; readonly offset: number; readonly packed?: string }
  | { readonly kind: 'alive' }
  /** Who its users are, asked beside the following. */
  | { readonly kind: 'accounts'; readonly accounts: Accounts }
  /** Which rules it loads, as far as they could be read. */
  | { readonly kind: 'rules'; readonly read: HostRulesRead };

/** The stream makes no sense (a cut frame, or something else wrote into it): leave it and go on from the checkpoint. */
export class BrokenFrames extends Error {
  override readonly name = 'BrokenFrames';
}

const MARK = 1;
const LF = 10;
/** Far more than a path may have; a longer head is not one of ours. */
const LONGEST_HEAD = 8192;

export class Following {
  #checkpoint: Checkpoint | undefined;
  #head: Uint8Array = new Uint8Array(0);
  #missing = 0;
  readonly #beginning: Beginning;

  constructor(beginning: Beginning) {
    this.#beginning = beginning;
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** The arguments behind FILE that make follow.sh go on from here. */
  arguments(): readonly [inode: string, offset: string, fingerprint: string] {
    const from = this.#checkpoint;
    if (from !== undefined) return [from.inode, String(from.offset), from.fingerprint ?? '-'];
    return ['0', this.#beginning.at, this.#beginning.at === 'recent' ? String(this.#beginning.bytes) : '-'];
  }

  /** A new stream begins; half a frame of the last one is forgotten. */
  restart(): void {
    this.#head = new Uint8Array(0);
    this.#missing = 0;
  }

  /**
   * What a chunk tells, in order. Chunks may be cut anywhere. Pull on only when a piece has been dealt with: that is when
   * the checkpoint moves behind it. Throws BrokenFrames.
   */
  *feed(chunk: Uint8Array): Generator<Happening, void, void> {
    let rest = this.#head.length === 0 ? chunk : joined(this.#head, chunk);
    this.#head = new Uint8Array(0);
    while (rest.length > 0) {
      if (this.#missing > 0) {
        const bytes = rest.subarray(0, this.#missing);
        rest = rest.subarray(bytes.length);
        yield { kind: 'bytes', bytes };
        this.#missing -= bytes.length;
        this.#advance(bytes.length);
        continue;
      }
      if (rest[0] !== MARK) throw new BrokenFrames('no frame where one should begin');
      const end = rest.indexOf(LF);
      if (end === -1) {
        if (rest.length > LONGEST_HEAD) throw new BrokenFrames('a frame without an end');
        this.#head = rest.slice();
        return;
      }
      const happening = this.#frame(new TextDecoder().decode(rest.subarray(1, end)));
      rest = rest.subarray(end + 1);
      if (happening !== undefined) yield happening;
    }
  }

  #advance(bytes: number): void {
    const from = this.#here();
    this.#checkpoint = { ...from, offset: from.offset + bytes };
  }

  #here(): Checkpoint {
    if (this.#checkpoint === undefined) throw new BrokenFrames('no file has been opened');
    return this.#checkpoint;
  }

  #frame(text: string): Happening | undefined {
    const [kind, inode = '', second = '', third = ''] = text.split(' ', 4);
    switch (kind) {
      case 'O': {
        const offset = whole(second);
        const again = this.#checkpoint?.inode === inode && this.#checkpoint.offset === offset;
        if (!again) this.#checkpoint = { inode, offset, fingerprint: undefined };
        return { kind: 'opened', path: behind(text, 3), offset, again };
      }
      case 'F':
        if (this.#here().inode !== inode) throw new BrokenFrames('a fingerprint of another file');
        this.#checkpoint = { ...this.#here(), fingerprint: second };
        return undefined;
      case 'D': {
        const here = this.#here();
        if (inode !== here.inode || whole(second) !== here.offset) {
          throw new BrokenFrames(`bytes of ${inode}+${second} where ${here.inode}+${here.offset} should come`);
        }
        this.#missing = whole(third);
        return undefined;
      }
      case 'R':
        this.#checkpoint = { inode, offset: 0, fingerprint: undefined };
        return { kind: 'rotated', path: behind(text, 2) };
      case 'T':
        this.#checkpoint = { inode, offset: 0, fingerprint: undefined };
        return { kind: 'truncated', had: whole(second), size: whole(third) };
      case 'G':
        return { kind: 'gap', offset: whole(second) };
      case 'Z':
        return { kind: 'gap', offset: whole(second), packed: behind(text, 3) };
      case 'H':
        return { kind: 'alive' };
      default:
        throw new BrokenFrames('a frame of an unknown kind');
    }
  }
}

function whole(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new BrokenFrames('no number where one should be');
  return number;
}

/** What stands behind so many fields; a path may have blanks. */
function behind(text: string, fields: number): string {
  let at = 0;
  for (let n = 0; n < fields; n++) at = text.indexOf(' ', at) + 1;
  return text.slice(at);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
