import type { Finding, Fix } from '../../../../../core/src/findings';
import type { ShapeReader } from '../../../../../core/src/rules/lineShape';
import type { RulesLine, RulesTree } from '../../../../../core/src/rules/tree';
import type { Span } from '../../../../../core/src/text/span';
import { readFully } from '../readFully';
import type { RulesSetting } from '../rulesFile';
import { type AnchoredSpan, spanAt } from './anchor';
import { type ValuedText, textWith } from './valuedText';

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

/** What was said of another line of the shape, said of this one. What is seldom wanted is read when somebody asks. */
export class ShapedFinding implements Finding {
  readonly span: Span;
  readonly message: string;
  readonly #of: FindingOfShape;
  readonly #line: RulesLine;
  readonly #tree: RulesTree;
  readonly #setting: RulesSetting;
  #related: NonNullable<Finding['related']> | undefined;

  /** `reader`: it has just read the line. */
  constructor(
    of: FindingOfShape,
    { starts, ends }: ShapeReader,
    line: RulesLine,
    tree: RulesTree,
    setting: RulesSetting,
  ) {
    this.#of = of;
    this.#line = line;
    this.#tree = tree;
    this.#setting = setting;
    this.span = spanAt(of.span, ends, line.start);
    const { message } = of;
    this.message =
      typeof message === 'string' ? message : textWith(message, (value) => tree.text.slice(starts[value], ends[value]));
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
    return this.#again?.fixes ?? [];
  }

  get related(): NonNullable<Finding['related']> {
    return (this.#related ??= this.#of.hasRelated ? (this.#again?.related ?? nowhere) : nowhere);
  }

  get #again(): Finding | undefined {
    return readFully([this.#line], this.#tree, this.#setting)[0]?.findings[this.#of.at];
  }
}

const nowhere: NonNullable<Finding['related']> = [];
