import type { Finding, Related, Severity } from '../../../../../core/src/findings';
import type { Control } from '../../../../../core/src/rules/effective';
import type { Effect, SentRule } from '../../../../../core/src/rules/sent';
import { parseRules } from '../../../../../core/src/rules/tree';
import type { Lines } from '../../../../../core/src/text/lines';
import type { Span } from '../../../../../core/src/text/span';
import type { Advice } from '../advice';
import type { KnownLine, ReadText } from '../knownLine';
import { MovedFinding, type MovingLine } from '../movedFinding';
import { type LineFacts, type RulesSetting, TakenLine } from '../rulesFile';

/** The file that a line stands in, in its newest version. */
export interface Home {
  readonly setting: RulesSetting;
  /** Without folders, as augenrules sees it. */
  readonly name: string;
  /** Which file it is in the order in which they are loaded. */
  readonly rank: number;
  readonly lines: Lines;
  readonly read: ReadText;
}

/** What is said of a line that it does not say of itself. It is put in words when somebody wants to read it. */
export interface Said {
  readonly code: string;
  readonly severity: Severity;
  /** Offsets are those of the file as it stands now. */
  word(line: PlacedLine): Omit<Advice, 'severity'>;
}

/** Where augenrules puts lines: -D, -b and -f first, then what stays in its order, -e last. */
export const places = { '-D': 0, '-b': 1, '-f': 2, inOrder: 3, '-e': 4 } as const;

/** A line as it takes effect. */
export abstract class Step {
  /** Where the line stands from which it comes. */
  abstract readonly line: PlacedLine;
  readonly facts: LineFacts | undefined;
  /** One of `places`. */
  place: number = places.inOrder;
  /** Of several that come from one line: which. */
  readonly part: number;
  /** The next of those whose rules may be the same. */
  alike: Step | undefined;
  /** The one that loaded the same rule before, so that the kernel refuses this one. */
  earlier: Step | undefined;
  /** Whether its rule is there when all is loaded. */
  isHeld = false;

  constructor(facts: LineFacts | undefined, part: number) {
    this.facts = facts;
    this.part = part;
  }

  get rule(): SentRule {
    return this.facts!.effect.rule!;
  }

  get conditions(): readonly number[] {
    return this.facts!.conditions;
  }
}

/** A line that is neither blank nor a comment, in its place in a file; of an overlong line each piece is one. */
export class PlacedLine extends Step implements MovingLine {
  readonly home: Home;
  readonly known: KnownLine;
  /** Which line of the file, from 0; edits above move it. */
  at: number;
  /** Where in the line this piece begins. */
  readonly offset: number;
  /** The piece that follows on the same line. */
  next: PlacedLine | undefined;
  /** Mostly nothing, or one. */
  #said: Said | readonly Said[] | undefined;
  /** What takes effect of it, where augenrules changes its text. */
  made: readonly Step[] | undefined;
  /** The kind of line of which augenrules keeps only the last. */
  control: Control | undefined;
  /** Whether it takes effect. */
  isIn = false;
  /** Whether it is a part of a line that augenrules glues together. */
  isGlued = false;
  #findings: readonly Finding[] | undefined;

  constructor(home: Home, known: KnownLine, at: number, piece: number, offset: number) {
    super(known.facts, piece);
    this.home = home;
    this.known = known;
    this.at = at;
    this.offset = offset;
  }

  get line(): this {
    return this;
  }

  /** Where it begins in the file as it stands now. */
  get start(): number {
    return this.home.lines.startOf(this.at) + this.offset;
  }

  get movedBy(): number {
    return this.start - this.known.start;
  }

  /** What is said of its text, whatever stands around it. Offsets are those of the file as it stands now. */
  get findings(): readonly Finding[] {
    const { findings } = this.known;
    return (this.#findings ??= findings.length === 0 ? none : findings.map((each) => new MovedFinding(each, this)));
  }

  /** Where its line begins, from which offsets in what `read` gives are counted. */
  get shift(): number {
    return this.home.lines.startOf(this.at);
  }

  /** Read again, as if its line were all of the file. Only for a line that auditctl takes. */
  read(): TakenLine {
    const text = this.home.lines.textOf(this.at);
    return new TakenLine(this.home.setting.uri, parseRules(text).lines[this.part]!, text, this.facts!);
  }

  /** From its beginning to its end, in the file as it stands now. */
  get whole(): Span {
    return moved(parseRules(this.home.lines.textOf(this.at)).lines[this.part]!, this.shift);
  }

  /** From its first word to the last, in the file as it stands now. */
  get span(): Span {
    return spanOfLine(this.home, this.at, this.part);
  }

  /** Nothing is known any more of what stands around it. */
  forget(): void {
    this.#said = undefined;
    this.made = undefined;
    this.control = undefined;
    this.isIn = false;
    this.isGlued = false;
    this.place = places.inOrder;
    this.alike = undefined;
    this.earlier = undefined;
    this.isHeld = false;
  }

  get said(): readonly Said[] {
    return this.#said === undefined ? nothing : Array.isArray(this.#said) ? this.#said : [this.#said as Said];
  }

  say(said: Said): void {
    this.#said = this.#said === undefined ? said : [...this.said, said];
  }

  /** Takes back what one check said. */
  unsay(code: string): void {
    if (this.#said === undefined) return;
    const kept = this.said.filter((each) => each.code !== code);
    this.#said = kept.length > 1 ? kept : kept[0];
  }
}

const nothing: readonly Said[] = [];
const none: readonly Finding[] = [];

/** What takes effect of a line once augenrules has changed its text. */
export class MadeStep extends Step {
  readonly line: PlacedLine;

  constructor(line: PlacedLine, facts: LineFacts, part: number) {
    super(facts, part);
    this.line = line;
    this.place = line.place;
  }
}

/** What takes effect of a line; of one that auditctl does not take nothing does. */
export function stepsOf(line: PlacedLine): readonly Step[] {
  return line.made ?? (line.facts === undefined ? [] : [line]);
}

/** As messages name a line of another file. */
export function placeOf({ home, at }: PlacedLine): string {
  return `${home.name}:${at + 1}`;
}

/** The place of a line, to explain what is said of another one. */
export function relatedTo(line: PlacedLine, from: PlacedLine, message: string): Related {
  const { uri } = line.home.setting;
  return { span: line.span, message, ...(uri === from.home.setting.uri ? undefined : { uri }) };
}

/** A line without its blanks, in the file as it stands now. */
export function spanOfLine({ lines }: Home, at: number, part = 0): Span {
  const read = parseRules(lines.textOf(at)).lines;
  const { words, start, end } = read[part] ?? read[0]!;
  return moved({ start: words[0]?.start ?? start, end: words.at(-1)?.end ?? end }, lines.startOf(at));
}

/** Whether a line does something else than send a rule. */
export function doesMore({ rule, settings, deleteAll, onError }: Effect): boolean {
  return rule === undefined || settings.length > 0 || deleteAll !== undefined || onError !== undefined;
}

export function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
