import type { Finding } from '../../../../../core/src/findings';
import { type ShapeReader, ShapeSample } from '../../../../../core/src/rules/lineShape';
import type { Effect } from '../../../../../core/src/rules/sent';
import type { Span } from '../../../../../core/src/text/span';
import type { KnownLine } from '../knownLine';
import type { LineFacts, RulesSetting } from '../rulesFile';
import { anchored } from './anchor';
import { type Example, fixedValues, readExample } from './example';
import type { FindingOfShape } from './shapedFinding';
import { type CommonOfShape, type RuleOfShape, ShapedLine, ShapedRuleLine } from './shapedLine';
import { ShapedRule } from './shapedRule';
import { valuedText } from './valuedText';

/**
 * What is made of all lines of one shape. It is not worked out but read: from two lines of the shape, one from the file and
 * one with values that occur nowhere else. Where these show up in what is said and sent, the value of a line stands; what
 * the first line says must be the same with its own values.
 */
export class LineShape implements CommonOfShape {
  readonly gaps: readonly number[];
  readonly facts: LineFacts | undefined;
  readonly findings: readonly FindingOfShape[];
  readonly #sample: ShapeSample;
  /** Values that do belong to the shape, since the rule has another condition of the same field. */
  readonly #fixed: readonly (string | undefined)[];
  readonly #ofRule: RuleOfShape | undefined;

  /** `wanted`: of the values of the example those that lines differ in. */
  constructor(
    sample: ShapeSample,
    fixed: readonly (string | undefined)[],
    { known: { facts } }: Example,
    wanted: readonly string[],
    findings: readonly FindingOfShape[],
  ) {
    this.gaps = sample.gaps;
    this.facts = facts;
    this.findings = findings;
    this.#sample = sample;
    this.#fixed = fixed;
    const rule = facts?.effect.rule;
    // Of a line without values all is known.
    if (rule === undefined || !fixed.includes(undefined)) return;
    const { gaps } = sample;
    this.#ofRule = { gaps, facts: facts!, findings, rule: new ShapedRule(facts!.effect, rule, wanted) };
  }

  /** Whether the line that was just read is of this shape. */
  fits(reader: ShapeReader, source: string, { start, end }: Span): boolean {
    if (!this.#sample.isLike(reader, source, start, end)) return false;
    for (let at = 0; at < this.#fixed.length; at++) {
      const fixed = this.#fixed[at];
      if (fixed !== undefined && source.slice(reader.starts[at], reader.ends[at]) !== fixed) return false;
    }
    return true;
  }

  /** What is known of the line that was just read. */
  known(reader: ShapeReader, start: number, source: string, setting: RulesSetting): KnownLine {
    const ofRule = this.#ofRule;
    return ofRule === undefined
      ? new ShapedLine(this, reader, source, start, setting)
      : new ShapedRuleLine(ofRule, reader, source, start, setting);
  }
}

/** Whether as much is known of a line as reading it word by word tells, and the same. */
function isSame(a: KnownLine, b: KnownLine): boolean {
  return (
    isSameFacts(a.facts, b.facts) &&
    a.findings.length === b.findings.length &&
    a.findings.every((finding, at) => isSameFinding(finding, b.findings[at]!))
  );
}

function isSameFacts(a: LineFacts | undefined, b: LineFacts | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    isSameEffect(a.effect, b.effect) &&
    a.hash === b.hash &&
    a.twinHash === b.twinHash &&
    a.arch === b.arch &&
    String(a.calls) === String(b.calls) &&
    String(a.conditions) === String(b.conditions)
  );
}

function isSameEffect(a: Effect, b: Effect): boolean {
  const words = ({ rule, settings, deleteAll, onError, eaten }: Effect) => JSON.stringify([rule && { operation: rule.operation, list: rule.list, action: rule.action, syscalls: rule.syscalls, fields: rule.fields, watch: rule.watch }, settings, deleteAll, onError, eaten]); // prettier-ignore
  return words(a) === words(b);
}

function isSameFinding(a: Finding, b: Finding): boolean {
  return (
    a.code === b.code &&
    a.severity === b.severity &&
    a.refusedBy === b.refusedBy &&
    a.message === b.message &&
    a.span.start === b.span.start &&
    a.span.end === b.span.end &&
    (a.unnecessary === true) === (b.unnecessary === true) &&
    (a.related ?? []).length === (b.related ?? []).length
  );
}

/** Values that hardly stand anywhere; of no length that others share, so that no place is right by chance. */
const unlikely = {
  path: (at: number) => `/q${at}Zj/w${'x'.repeat(at)}Q`,
  key: (at: number) => `q${at}Zj${'k'.repeat(at)}Q`,
  number: (at: number) => `9182736${at}`,
};

/** What no text holds, for a value that is not looked for. */
const nowhere = '\0';

/**
 * Makes the shape of the line that was just read. Undefined: its values do more than to show up where they stand, so that
 * each line has to be read.
 */
export function shapeOf(
  reader: ShapeReader,
  source: string,
  { start, end }: Span,
  setting: RulesSetting,
): LineShape | undefined {
  const sample = new ShapeSample(reader, source, start, end);
  const own = Array.from(sample.kinds, (_, at) => source.slice(reader.starts[at], reader.ends[at]));
  const first = readExample(sample, own, setting);
  const fixed = first && fixedValues(first);
  if (first === undefined || fixed === undefined) return undefined;
  const unlike = sample.kinds.map((kind, at) => unlikely[kind](at));
  if (unlike.some((value) => first.tree.text.includes(value))) return undefined;
  const values = unlike.map((value, at) => fixed[at] ?? value);
  const second = readExample(sample, values, setting);
  if (second === undefined) return undefined;
  const wanted = unlike.map((value, at) => (fixed[at] === undefined ? value : nowhere));
  const findings: FindingOfShape[] = [];
  for (const [at, finding] of second.known.findings.entries()) {
    const span = anchored(finding.span, second.places);
    if (span === undefined) return undefined;
    const hasRelated = (finding.related ?? []).length > 0;
    findings.push({ finding, at, span, message: valuedText(finding.message, wanted), hasRelated });
  }
  const shape = new LineShape(sample, fixed, second, wanted, findings);
  const isRight = [first, second].every((example) => saysTheSame(shape, example, reader, setting));
  reader.read(source, start, end);
  return isRight ? shape : undefined;
}

function saysTheSame(shape: LineShape, example: Example, reader: ShapeReader, setting: RulesSetting): boolean {
  const { tree, line, known } = example;
  const { hash } = reader;
  if (!reader.read(tree.text, line.start, line.end) || reader.hash !== hash) return false;
  return shape.fits(reader, tree.text, line) && isSame(shape.known(reader, line.start, tree.text, setting), known);
}
