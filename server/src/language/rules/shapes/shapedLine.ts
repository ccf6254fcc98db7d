import type { Finding } from '../../../../../core/src/findings';
import type { ShapeReader } from '../../../../../core/src/rules/lineShape';
import type { Effect } from '../../../../../core/src/rules/sent';
import { parseRules } from '../../../../../core/src/rules/tree';
import type { Span } from '../../../../../core/src/text/span';
import type { KnownLine } from '../knownLine';
import { readFully } from '../readFully';
import { type LineFacts, type RulesSetting, bitsOf, isLoadable, onceFor } from '../rulesFile';
import { type FindingOfShape, ShapedFinding } from './shapedFinding';
import type { ShapedRule } from './shapedRule';
import { type Surrounding, ValuedLine } from './valuedLine';

/** What lines of a shape have in common. */
export interface CommonOfShape extends Surrounding {
  /** Of the line from which the shape was made. */
  readonly facts: LineFacts | undefined;
  readonly findings: readonly FindingOfShape[];
}

const none: readonly Finding[] = [];

/** A line that is known by its shape: it has only what is its own. */
export class ShapedLine<Shape extends CommonOfShape = CommonOfShape> extends ValuedLine<Shape> implements KnownLine {
  readonly setting: RulesSetting;

  constructor(shape: Shape, reader: ShapeReader, source: string, start: number, setting: RulesSetting) {
    super(shape, reader, source, start);
    this.setting = setting;
  }

  get facts(): LineFacts | undefined {
    return this.shape.facts;
  }

  /** Made when they are asked for. */
  get findings(): readonly Finding[] {
    const { findings } = this.shape;
    return findings.length === 0 ? none : findings.map((each) => new ShapedFinding(each, this));
  }

  /** With the LF behind it, up to which mends may reach. */
  readAgain(): readonly Finding[] {
    const tree = parseRules(this.source.slice(this.start, this.end + 1));
    return readFully([tree.lines[0]!], tree, this.setting)[0]?.findings ?? none;
  }
}

/** What lines of a shape have in common that send a rule with their values in it. */
export interface RuleOfShape extends CommonOfShape {
  readonly facts: LineFacts;
  readonly rule: ShapedRule;
}

/** A line that sends a rule with its values in it. */
export class ShapedRuleLine extends ShapedLine<RuleOfShape> implements LineFacts {
  readonly effect: Effect;
  readonly hash: number;
  readonly twinHash: number;
  #conditionBits: number | undefined;

  constructor(shape: RuleOfShape, reader: ShapeReader, source: string, start: number, setting: RulesSetting) {
    super(shape, reader, source, start, setting);
    const { rule } = shape;
    rule.measure(reader, source);
    this.hash = rule.hash;
    this.twinHash = rule.twinHash;
    this.effect = rule.effectOf(this);
  }

  override get facts(): this {
    return this;
  }

  get calls(): readonly string[] {
    return this.shape.facts.calls;
  }

  get arch(): number | undefined {
    return this.shape.rule.arch;
  }

  /** Not kept: most are asked for once. */
  get conditions(): readonly number[] {
    return this.shape.rule.conditionsOf(this);
  }

  get conditionBits(): number {
    return (this.#conditionBits ??= bitsOf(this.conditions));
  }

  get isLoadable(): boolean {
    return (this.shape.rule.isLoadable ??= isLoadable(this.effect));
  }

  spanOf(by: object, workOut: () => Span | undefined): Span | undefined {
    return this.shape.rule.notes.find(by, workOut, this);
  }

  ofShape<Result>(by: object, workOut: () => Result): Result {
    return this.shape.rule.notes.share(by, workOut);
  }

  once<Result>(by: object, workOut: () => Result): Result {
    return onceFor(this, by, workOut);
  }
}
