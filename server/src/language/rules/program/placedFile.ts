import type { Lines } from '../../../../../core/src/text/lines';
import type { KnownLine, ReadText } from '../knownLine';
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
  readonly read: ReadText;
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

  constructor(setting: RulesSetting, lines: Lines, read: ReadText) {
    this.read = read;
    this.setting = setting;
    this.name = decoded(setting.name);
    this.#lines = lines;
    this.#placed = linesOf(lines.text, this);
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

  /** The same, for who wants to see all of them. */
  visit(each: (line: PlacedLine) => void): void {
    for (const first of this.#placed) for (let line = first; line !== undefined; line = line.next) each(line);
  }

  /** Brings the file to another version of it. Lines that are in both are not read again. */
  update(lines: Lines): Edit {
    const { first, last } = sameEnds(this.#lines, lines);
    const before = this.#placed.slice(first, this.#placed.length - last);
    const known = new Map<string, PlacedLine | undefined>();
    for (const [at, each] of before.entries()) known.set(this.#lines.textOf(first + at), each);
    const texts: string[] = [];
    for (let at = first; at < lines.count - last; at++) texts.push(lines.textOf(at));
    const unknown = [...new Set(texts)].filter((text) => !known.has(text));
    if (unknown.length > 0) {
      // Joined they are a text of their own, so that what is kept of them holds no version of the file.
      const read = linesOf([...unknown, ''].join('\n'), this);
      for (const [at, text] of unknown.entries()) known.set(text, read[at]);
    }
    this.#lines = lines;
    const after = texts.map((text, at) => this.#placeLike(known.get(text), first + at));
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

  /** Another line with the text of one. */
  #placeLike(like: PlacedLine | undefined, at: number): PlacedLine | undefined {
    let first: PlacedLine | undefined;
    let last: PlacedLine | undefined;
    for (let each = like; each !== undefined; each = each.next) {
      const placed = new PlacedLine(this, each.known, at, each.part, each.offset);
      if (last === undefined) first = placed;
      else last.next = placed;
      last = placed;
    }
    return first;
  }
}

const notRead = { facts: undefined, findings: [] };

/** Reads a text; of each line what auditctl takes for one, blank lines and comments left out unless they are overlong. */
function linesOf(text: string, home: Home): (PlacedLine | undefined)[] {
  const lines: (PlacedLine | undefined)[] = [];
  let begin = 0;
  let last: PlacedLine | undefined;
  home.read(text, home.setting, ({ number, piece, start }, known) => {
    if (piece === 0) {
      begin = start;
      last = undefined;
      lines.push(undefined);
    }
    const here: KnownLine | undefined = known ?? (piece === 1 ? { ...notRead, start } : undefined);
    if (here === undefined) return;
    const placed = new PlacedLine(home, here, number, piece, start - begin);
    if (last === undefined) lines[number] = placed;
    else last.next = placed;
    last = placed;
  });
  return lines;
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
