import { conditionHash, hashBefore, hashWith, numberHash, textHash } from '../../../../../core/src/rules/identity';
import type { ShapeReader } from '../../../../../core/src/rules/lineShape';
import type { SentField, SentRule } from '../../../../../core/src/rules/sent';
import { conditionNumber, conditionsOf } from '../../../../../core/src/rules/shadow';
import { type KnownOfShape, archAndKey, archOf } from '../rulesFile';
import { ShapeNotes } from './shapeNotes';
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

/** What the rules of all lines of one shape have in common, and what is known of them. */
export class ShapedRule {
  readonly #rule: SentRule;
  readonly #valued: readonly ValuedField[];
  readonly #hashes: readonly number[];
  readonly #hashBefore: number;
  readonly #arch: number | undefined;
  /** Of the conditions without value. */
  readonly #conditions: readonly number[];
  readonly #twinHash: number;
  readonly #found = new ShapeNotes();

  /** `values`: those of the line that sends the rule, which stand nowhere else. */
  constructor(rule: SentRule, values: readonly string[]) {
    this.#rule = rule;
    this.#valued = rule.fields.flatMap((sent, at) => valuedField(sent, at, values) ?? []);
    this.#hashes = rule.fields.map(conditionHash);
    this.#hashBefore = hashBefore(rule);
    this.#arch = archOf(rule);
    const rest = rule.fields.filter((_, at) => !this.#valued.some((each) => each.at === at));
    this.#conditions = conditionsOf({ ...rule, fields: rest });
    const twinParts = rest.filter(({ field }) => !archAndKey.has(field.name));
    this.#twinHash = twinParts.reduce((sum, sent) => (sum + conditionHash(sent)) & 0x3fffffff, 0);
  }

  /** The rule of a line that begins at `start`; `places`: where each of its values begins and ends there. */
  ruleOf(source: string, start: number, places: readonly number[]): SentRule {
    return new RuleOfLine(this.#rule, this.#valued, source, start, places);
  }

  /** What is known of the rule of the line that was just read. */
  knownOf({ starts, ends }: ShapeReader, source: string, places: readonly number[]): KnownOfShape {
    const hashes = this.#hashes.slice();
    const own: number[] = [];
    let twinHash = this.#twinHash;
    for (let index = 0; index < this.#valued.length; index++) {
      const { at, sent, number, text, isTwinPart } = this.#valued[index]!;
      let hash: number;
      if (number !== undefined) hash = numberHash(sent, Number(source.slice(starts[number], ends[number])));
      else if (text.length === 1 && typeof text[0] === 'number')
        hash = textHash(sent, source, starts[text[0]]!, ends[text[0]]!);
      else {
        const whole = textWith(text, (value) => source.slice(starts[value], ends[value]));
        hash = textHash(sent, whole, 0, whole.length);
      }
      hashes[at] = hash;
      if (isTwinPart) twinHash += hash;
      const condition = conditionNumber(sent, hash);
      if (condition !== undefined) own.push(condition);
    }
    return {
      hash: hashWith(this.#hashBefore, hashes),
      conditions: merged(this.#conditions, own),
      arch: this.#arch,
      twinHash: twinHash & 0x3fffffff,
      found: this.#found,
      places,
    };
  }
}

/** A rule of which only what differs is kept; most are never asked for their conditions. */
class RuleOfLine implements SentRule {
  readonly #like: SentRule;
  readonly #valued: readonly ValuedField[];
  readonly #source: string;
  readonly #start: number;
  readonly #places: readonly number[];
  #fields: readonly SentField[] | undefined;

  constructor(
    like: SentRule,
    valued: readonly ValuedField[],
    source: string,
    start: number,
    places: readonly number[],
  ) {
    this.#like = like;
    this.#valued = valued;
    this.#source = source;
    this.#start = start;
    this.#places = places;
  }

  get operation(): SentRule['operation'] {
    return this.#like.operation;
  }

  get list(): number {
    return this.#like.list;
  }

  get action(): SentRule['action'] {
    return this.#like.action;
  }

  get syscalls(): SentRule['syscalls'] {
    return this.#like.syscalls;
  }

  get watch(): boolean {
    return this.#like.watch;
  }

  get fields(): readonly SentField[] {
    return (this.#fields ??= this.#valued.length === 0 ? this.#like.fields : this.#fieldsWithValues());
  }

  #fieldsWithValues(): SentField[] {
    const fields = this.#like.fields.slice();
    const valueAt = (value: number) =>
      this.#source.slice(this.#start + this.#places[2 * value]!, this.#start + this.#places[2 * value + 1]!);
    for (const { at, sent, number, text } of this.#valued) {
      const { field, operator, value } = sent;
      if (number === undefined) fields[at] = { field, operator, value, text: textWith(text, valueAt) };
      else fields[at] = { field, operator, value: Number(valueAt(number)) };
    }
    return fields;
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

/** Ascending numbers and a few others, in order and once each. */
function merged(numbers: readonly number[], others: readonly number[]): readonly number[] {
  if (others.length === 0) return numbers;
  const last = numbers.length === 0 ? -1 : numbers[numbers.length - 1]!;
  // The place comes behind all others.
  if (others.length === 1 && others[0]! > last) return numbers.concat(others);
  return [...new Set([...numbers, ...others])].sort((a, b) => a - b);
}
