import type { Lines } from '../../../../core/src/text/lines';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument } from '../language';
import { LineNotes } from './lineNotes';
import { partsOf } from './ruleParts';

/** A key on a line, offsets counted from its beginning. */
interface KeyNote {
  readonly key: string;
  readonly part: Span;
  /** Of an overlong line the piece. */
  readonly line: Span;
}

/** Where a key stands. */
export class KeyUse {
  /** The number of the line. */
  readonly number: number;
  readonly #lines: Lines;
  readonly #note: KeyNote;

  constructor(lines: Lines, number: number, note: KeyNote) {
    this.#lines = lines;
    this.number = number;
    this.#note = note;
  }

  get part(): Span {
    return this.#placed(this.#note.part);
  }

  get line(): Span {
    return this.#placed(this.#note.line);
  }

  #placed({ start, end }: Span): Span {
    const by = this.#lines.startOf(this.number);
    return { start: start + by, end: end + by };
  }
}

const none: readonly KeyNote[] = [];

const notes = new LineNotes((pieces, text): readonly KeyNote[] => {
  const found: KeyNote[] = [];
  for (const line of pieces) {
    if (line.kind !== 'command') continue;
    const { start, end } = line;
    for (const part of partsOf(line, text).keys) {
      found.push({ key: part.text, part: { start: part.start, end: part.end }, line: { start, end } });
    }
  }
  return found.length === 0 ? none : found;
});

const known = new WeakMap<Lines, ReadonlyMap<string, readonly KeyUse[]>>();

/** Where each key stands in a file; made once for a version of it. */
export function keysOf(document: SourceDocument): ReadonlyMap<string, readonly KeyUse[]> {
  const { lines } = document;
  const before = known.get(lines);
  if (before !== undefined) return before;
  const keys = new Map<string, KeyUse[]>();
  for (const [number, ofLine] of notes.of(document).entries()) {
    for (const note of ofLine) {
      const use = new KeyUse(lines, number, note);
      const uses = keys.get(note.key);
      if (uses === undefined) keys.set(note.key, [use]);
      else uses.push(use);
    }
  }
  known.set(lines, keys);
  return keys;
}
