import { type RulesLine, lineAt, linesOf } from '../../../../core/src/rules/tree';
import type { Lines } from '../../../../core/src/text/lines';
import type { History, SourceDocument } from '../language';
import { sameEnds } from './program/sameEnds';

type Document = Pick<SourceDocument, 'lines' | 'history'>;

/** The line at an offset, read for itself; where pieces of an overlong line meet, the later one. */
export function readLineAt({ lines }: Document, offset: number): RulesLine {
  return lineAt({ lines: readLine(lines, lines.lineAt(offset)) }, offset);
}

/** A line of the text by its number; of an overlong one the pieces. */
export function readLine(lines: Lines, number: number): RulesLine[] {
  return linesOf(lines.text, number, lines.startOf(number), lines.endOf(number));
}

/**
 * What is worked out from each line alone, whatever stands around it: of the next version of a document only lines that
 * are others are looked at. A note counts offsets from the beginning of its line.
 */
export class LineNotes<Note> {
  readonly #note: (pieces: readonly RulesLine[], text: string) => Note;
  readonly #known = new WeakMap<History, { readonly lines: Lines; readonly notes: readonly Note[] }>();

  /** `note`: what is to be kept of a line; it gets the pieces that auditctl reads it in, mostly one. */
  constructor(note: (pieces: readonly RulesLine[], text: string) => Note) {
    this.#note = note;
  }

  /** By the number of the line. */
  of({ lines, history }: Document): readonly Note[] {
    const known = history && this.#known.get(history);
    if (known?.lines === lines) return known.notes;
    const notes = known === undefined ? this.#read(lines) : this.#update(known.notes, known.lines, lines);
    if (history !== undefined) this.#known.set(history, { lines, notes });
    return notes;
  }

  #read(lines: Lines): Note[] {
    const notes: Note[] = [];
    for (let number = 0; number < lines.count; number++) notes.push(this.#noteOf(lines.textOf(number)));
    return notes;
  }

  #update(before: readonly Note[], old: Lines, lines: Lines): Note[] {
    const { first, last } = sameEnds(old, lines);
    const changed: Note[] = [];
    for (let number = first; number < lines.count - last; number++) {
      // A copy of the line, else what is kept of it would keep the text of each version.
      changed.push(this.#noteOf(`\n${lines.textOf(number)}`.slice(1)));
    }
    return before.slice(0, first).concat(changed, before.slice(before.length - last));
  }

  #noteOf(text: string): Note {
    return this.#note(linesOf(text, 0, 0, text.length), text);
  }
}
