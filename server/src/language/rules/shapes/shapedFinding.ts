import type { Finding, Fix } from '../../../../../core/src/findings';
import type { Span } from '../../../../../core/src/text/span';
import { type AnchoredSpan, spanAt } from './anchor';
import { type ValuedText, textWith } from './valuedText';
import type { Surrounding, ValuedLine } from './valuedLine';

/** What is said of each line of a shape. */
export interface FindingOfShape {
  /** What is said of the line from which the shape was made. */
  readonly finding: Finding;
  /** Which of its findings. */
  readonly at: number;
  readonly message: ValuedText;
  readonly span: AnchoredSpan;
  /** Whether other places explain it; mostly none do. */
  readonly hasRelated: boolean;
}

/** A line whose findings can be read from its text. */
interface ReadableLine extends ValuedLine<Surrounding> {
  /** What reading it word by word finds; offsets counted from its beginning. */
  readAgain(): readonly Finding[];
}

/** What was said of another line of the shape, said of this one. What is seldom wanted is read when somebody asks. */
export class ShapedFinding implements Finding {
  readonly span: Span;
  readonly message: string;
  readonly #of: FindingOfShape;
  readonly #line: ReadableLine;
  #related: NonNullable<Finding['related']> | undefined;

  constructor(of: FindingOfShape, line: ReadableLine) {
    const { message, span } = of;
    const { starts, ends } = line.located;
    this.#of = of;
    this.#line = line;
    this.span = spanAt(span, ends, line.start);
    this.message =
      typeof message === 'string'
        ? message
        : textWith(message, (value) => line.source.slice(starts[value], ends[value]));
  }

  get code(): string {
    return this.#of.finding.code;
  }

  get severity(): Finding['severity'] {
    return this.#of.finding.severity;
  }

  get refusedBy(): Finding['refusedBy'] {
    return this.#of.finding.refusedBy;
  }

  get unnecessary(): boolean {
    return this.#of.finding.unnecessary === true;
  }

  get fixes(): readonly Fix[] {
    const { start } = this.#line;
    return (this.#again?.fixes ?? []).map(({ edits, ...rest }) => ({
      ...rest,
      edits: edits.map(({ span, newText }) => ({ span: moved(span, start), newText })),
    }));
  }

  get related(): NonNullable<Finding['related']> {
    return (this.#related ??= this.#of.hasRelated ? this.#relatedAgain : nowhere);
  }

  get #relatedAgain(): NonNullable<Finding['related']> {
    const { start } = this.#line;
    return (this.#again?.related ?? nowhere).map((each) => ({ ...each, span: moved(each.span, start) }));
  }

  /** Offsets are counted from the beginning of the line. */
  get #again(): Finding | undefined {
    return this.#line.readAgain()[this.#of.at];
  }
}

const nowhere: NonNullable<Finding['related']> = [];

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
