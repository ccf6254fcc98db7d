import { parseRules } from '../../../../../core/src/rules/tree';
import type { Lines } from '../../../../../core/src/text/lines';
import type { KnownLine, ReadTree } from '../knownLine';
import type { RulesSetting } from '../rulesFile';
import { type Home, PlacedLine, type Said } from './placedLine';
import { sameEnds } from './sameEnds';

/** What an edit did to a file. */
export interface Edit {
  readonly file: PlacedFile;
  readonly removed: readonly PlacedLine[];
  readonly added: readonly PlacedLine[];
  /** The first line that is another one, and the first behind it that is not. */
  readonly from: number;
  readonly to: number;
}

/** A file whose lines are known. An edit costs what it changes, and a walk over the lines behind it to move them. */
export class PlacedFile implements Home {
  readonly setting: RulesSetting;
  readonly name: string;
  readonly read: ReadTree;
  rank = 0;
  /** How many lines send a rule. */
  ruleCount = 0;
  /** Lines that do something else than send a rule, in any order; mostly few. */
  readonly others = new Set<PlacedLine>();
  /** The line that augenrules makes of its last one and the first of the next file, since no LF stands between. */
  glued: PlacedLine | undefined;
  /** What is said of a line, whatever stands there. */
  saidOfLines: readonly { readonly at: number; readonly said: Said }[] = [];
  #lines: Lines;
  #placed: readonly (PlacedLine | undefined)[];

  constructor(setting: RulesSetting, lines: Lines, read: ReadTree) {
    this.read = read;
    this.setting = setting;
    this.name = decoded(setting.name);
    this.#lines = lines;
    const placed: (PlacedLine | undefined)[] = [];
    for (const [at, pieces] of piecesOf(lines.text, this).entries()) placed.push(this.#place(pieces, at));
    this.#placed = placed;
  }

  get lines(): Lines {
    return this.#lines;
  }

  /** By the number of the line; of an overlong one the first piece. Undefined: it is blank, or a comment. */
  get placed(): readonly (PlacedLine | undefined)[] {
    return this.#placed;
  }

  /** Those of `others`, in the order of the file. */
  get othersInOrder(): readonly PlacedLine[] {
    return [...this.others].sort((a, b) => a.at - b.at || a.part - b.part);
  }

  /** In the order of the file, pieces too. */
  *[Symbol.iterator](): Generator<PlacedLine> {
    for (const first of this.#placed) for (let each = first; each !== undefined; each = each.next) yield each;
  }

  /** Brings the file to another version of it. Lines that are in both are not read again. */
  update(lines: Lines): Edit {
    const { first, last } = sameEnds(this.#lines, lines);
    const before = this.#placed.slice(first, this.#placed.length - last);
    const known = new Map<string, readonly Piece[]>();
    for (const [at, each] of before.entries()) known.set(this.#lines.textOf(first + at), piecesFrom(each));
    const texts: string[] = [];
    for (let at = first; at < lines.count - last; at++) texts.push(lines.textOf(at));
    const unknown = [...new Set(texts)].filter((text) => !known.has(text));
    if (unknown.length > 0) {
      // Joined they are a text of their own, so that what is kept of them holds no version of the file.
      const pieces = piecesOf([...unknown, ''].join('\n'), this);
      for (const [at, text] of unknown.entries()) known.set(text, pieces[at]!);
    }
    this.#lines = lines;
    const after = texts.map((text, at) => this.#place(known.get(text)!, first + at));
    this.#replace(first, before.length, after);
    return { file: this, removed: withNext(before), added: withNext(after), from: first, to: first + after.length };
  }

  #replace(first: number, count: number, after: readonly (PlacedLine | undefined)[]): void {
    const placed = this.#placed.slice(0, first).concat(after, this.#placed.slice(first + count));
    this.#placed = placed;
    if (count === after.length) return;
    for (let at = first + after.length; at < placed.length; at++) {
      for (let each = placed[at]; each !== undefined; each = each.next) each.at = at;
    }
  }

  #place(pieces: readonly Piece[], at: number): PlacedLine | undefined {
    let first: PlacedLine | undefined;
    let last: PlacedLine | undefined;
    for (const { known, number, offset } of pieces) {
      const placed = new PlacedLine(this, known, at, number, offset);
      if (last === undefined) first = placed;
      else last.next = placed;
      last = placed;
    }
    return first;
  }
}

/** What auditctl takes for a line: of an overlong one each piece. */
interface Piece {
  readonly known: KnownLine;
  readonly number: number;
  readonly offset: number;
}

const none: readonly Piece[] = [];
const notRead = { facts: undefined, findings: [] };

/** Reads a text; what there is of each line, blank lines and comments left out unless they are overlong. */
function piecesOf(text: string, { setting, read }: Home): (readonly Piece[])[] {
  const tree = parseRules(text);
  const known = read(tree, setting);
  const lines: (readonly Piece[])[] = [];
  let begin = 0;
  for (const [at, { number, piece, start }] of tree.lines.entries()) {
    if (piece === 0) {
      begin = start;
      lines.push(none);
    }
    const here = known[at] ?? (piece === 1 ? { ...notRead, start } : undefined);
    if (here === undefined) continue;
    const one = { known: here, number: piece, offset: start - begin };
    if (lines[number] === none) lines[number] = [one];
    else (lines[number] as Piece[]).push(one);
  }
  return lines;
}

function piecesFrom(first: PlacedLine | undefined): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let each = first; each !== undefined; each = each.next) {
    pieces.push({ known: each.known, number: each.part, offset: each.offset });
  }
  return pieces;
}

function withNext(lines: readonly (PlacedLine | undefined)[]): PlacedLine[] {
  const all: PlacedLine[] = [];
  for (const first of lines) for (let each = first; each !== undefined; each = each.next) all.push(each);
  return all;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
