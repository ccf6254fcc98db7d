import { conditionHash, hashBefore, hashWith, numberHash, textHash } from '../../../../../core/src/rules/identity';
import type { Effect, SentField, SentRule } from '../../../../../core/src/rules/sent';
import { conditionNumber, conditionsOf } from '../../../../../core/src/rules/shadow';
import { archAndKey, archOf } from '../rulesFile';
import { ShapeNotes } from './shapeNotes';
import type { Located, Surrounding, ValuedLine } from './valuedLine';
import { type ValuedText, textWith, valuedText } from './valuedText';

/** A condition whose value stands on the line. */
interface ValuedField {
  /** Which of the rule's fields. */
  readonly at: number;
  readonly sent: SentField;
  /** The place of a number among the values of the line; undefined: `text` is the value. */
  readonly number: number | undefined;
  readonly text: ValuedText;
  readonly isTwinPart: boolean;
}

/**
 * What the rules of all lines of one shape have in common. It measures lines one after the other: what it finds of one is
 * there until the next.
 */
export class ShapedRule {
  /** Of the rule of the line that was just measured (LineFacts). */
  hash = 0;
  twinHash = 0;
  /** Once one line is known to be. */
  isLoadable: boolean | undefined;
  readonly effect: Effect;
  readonly rule: SentRule;
  readonly arch: number | undefined;
  readonly notes = new ShapeNotes();
  readonly #valued: readonly ValuedField[];
  readonly #hashes: number[];
  readonly #hashBefore: number;
  /** Of the conditions without value. */
  readonly #conditions: readonly number[];
  readonly #mostConditions: number;
  readonly #twinHash: number;

  /** `values`: those of the line that sends the rule, which stand nowhere else. */
  constructor(effect: Effect, rule: SentRule, values: readonly string[]) {
    this.effect = effect;
    this.rule = rule;
    this.#valued = rule.fields.flatMap((sent, at) => valuedField(sent, at, values) ?? []);
    this.#hashes = rule.fields.map(conditionHash);
    this.#hashBefore = hashBefore(rule);
    this.arch = archOf(rule);
    const rest = rule.fields.filter((_, at) => !this.#valued.some((each) => each.at === at));
    this.#conditions = conditionsOf({ ...rule, fields: rest });
    const own = this.#valued.filter(({ sent }) => sent.field.name !== 'key');
    this.#mostConditions = this.#conditions.length + own.length;
    const twinParts = rest.filter(({ field }) => !archAndKey.has(field.name));
    this.#twinHash = twinParts.reduce((sum, sent) => (sum + conditionHash(sent)) & 0x3fffffff, 0);
  }

  measure(located: Located, source: string): void {
    let twinHash = this.#twinHash;
    for (let index = 0; index < this.#valued.length; index++) {
      const valued = this.#valued[index]!;
      const hash = hashOn(valued, located, source);
      this.#hashes[valued.at] = hash;
      if (valued.isTwinPart) twinHash += hash;
    }
    this.hash = hashWith(this.#hashBefore, this.#hashes);
    this.twinHash = twinHash & 0x3fffffff;
  }

  effectOf(line: LineOfRule): Effect {
    return new EffectOfLine(this, line);
  }

  conditionsOf({ located, source }: LineOfRule): readonly number[] {
    // As long as it will be: of what grows there are hundreds of thousands.
    const all = new Array<number>(this.#mostConditions);
    let count = 0;
    for (; count < this.#conditions.length; count++) all[count] = this.#conditions[count]!;
    for (let index = 0; index < this.#valued.length; index++) {
      const valued = this.#valued[index]!;
      const condition = conditionNumber(valued.sent, hashOn(valued, located, source));
      if (condition !== undefined) count = insert(condition, all, count);
    }
    all.length = count;
    return all;
  }

  fieldsOf({ located: { starts, ends }, source }: LineOfRule): readonly SentField[] {
    if (this.#valued.length === 0) return this.rule.fields;
    const fields = this.rule.fields.slice();
    const valueAt = (value: number) => source.slice(starts[value], ends[value]);
    for (const { at, sent, number, text } of this.#valued) {
      const { field, operator, value } = sent;
      if (number === undefined) fields[at] = { field, operator, value, text: textWith(text, valueAt) };
      else fields[at] = { field, operator, value: Number(valueAt(number)) };
    }
    return fields;
  }
}

type LineOfRule = ValuedLine<Surrounding>;

/** The hash of a condition whose value stands on a line. */
function hashOn({ sent, number, text }: ValuedField, { starts, ends }: Located, source: string): number {
  if (number !== undefined) return numberHash(sent, Number(source.slice(starts[number], ends[number])));
  if (text.length === 1 && typeof text[0] === 'number') return textHash(sent, source, starts[text[0]]!, ends[text[0]]!);
  const whole = textWith(text, (value) => source.slice(starts[value], ends[value]));
  return textHash(sent, whole, 0, whole.length);
}

/** What a line does, and the rule that it sends: one for both, since there are hundreds of thousands. */
class EffectOfLine implements Effect, SentRule {
  readonly #like: ShapedRule;
  readonly #line: LineOfRule;
  #fields: readonly SentField[] | undefined;

  constructor(like: ShapedRule, line: LineOfRule) {
    this.#like = like;
    this.#line = line;
  }

  get rule(): SentRule {
    return this;
  }

  get settings(): Effect['settings'] {
    return this.#like.effect.settings;
  }

  get deleteAll(): Effect['deleteAll'] {
    return this.#like.effect.deleteAll;
  }

  get onError(): Effect['onError'] {
    return this.#like.effect.onError;
  }

  get eaten(): boolean {
    return this.#like.effect.eaten;
  }

  get operation(): SentRule['operation'] {
    return this.#like.rule.operation;
  }

  get list(): number {
    return this.#like.rule.list;
  }

  get action(): SentRule['action'] {
    return this.#like.rule.action;
  }

  get syscalls(): SentRule['syscalls'] {
    return this.#like.rule.syscalls;
  }

  get watch(): boolean {
    return this.#like.rule.watch;
  }

  /** Made when they are asked for: of most rules nobody does. */
  get fields(): readonly SentField[] {
    return (this.#fields ??= this.#like.fieldsOf(this.#line));
  }
}

function valuedField(sent: SentField, at: number, values: readonly string[]): ValuedField | undefined {
  const isTwinPart = !archAndKey.has(sent.field.name);
  if (sent.text === undefined) {
    const number = values.findIndex((value) => Number(value) === sent.value);
    return number === -1 ? undefined : { at, sent, number, text: '', isTwinPart };
  }
  const text = valuedText(sent.text, values);
  return typeof text === 'string' ? undefined : { at, sent, number: undefined, text, isTwinPart };
}

/** Puts a number among ascending ones, unless it is there; answers how many there are. */
function insert(number: number, into: number[], count: number): number {
  let at = count;
  while (at > 0 && into[at - 1]! > number) at--;
  if (at > 0 && into[at - 1] === number) return count;
  for (let each = count; each > at; each--) into[each] = into[each - 1]!;
  into[at] = number;
  return count + 1;
}
