import type { ShapeReader } from '../../../../../core/src/rules/lineShape';

/** Where values begin and end in a text. */
export type Located = Pick<ShapeReader, 'starts' | 'ends'>;

/** What stands around the values on every line of a shape. */
export interface Surrounding {
  /** How much stands before each value, and behind the last. */
  readonly gaps: readonly number[];
}

/** No value is longer than this says (longestPath in core/src/rules/lineShape.ts). */
const bitsOfLength = 7;
const longest = (1 << bitsOfLength) - 1;
/** So many lengths go into one number. */
const together = 4;

/** For the line that is looked at. */
const located = { starts: new Int32Array(8), ends: new Int32Array(8) };

/**
 * A line with its values. Their places are kept as lengths, in two numbers: hundreds of thousands of lines are, and a list
 * for each would take more room than all else.
 */
export class ValuedLine<Shape extends Surrounding> {
  readonly shape: Shape;
  readonly source: string;
  /** Where it begins in the source. */
  readonly start: number;
  readonly #first: number;
  readonly #others: number;

  /** `reader`: it has just read the line. */
  constructor(shape: Shape, { count, starts, ends }: ShapeReader, source: string, start: number) {
    this.shape = shape;
    this.source = source;
    this.start = start;
    let first = 0;
    let others = 0;
    for (let at = 0; at < count; at++) {
      const length = ends[at]! - starts[at]!;
      if (at < together) first |= length << (at * bitsOfLength);
      else others |= length << ((at - together) * bitsOfLength);
    }
    this.#first = first;
    this.#others = others;
  }

  /** Where its values stand in the source; good until it is asked of another line. */
  get located(): Located {
    const { gaps } = this.shape;
    let at = this.start;
    for (let value = 0; value < gaps.length - 1; value++) {
      located.starts[value] = at += gaps[value]!;
      located.ends[value] = at += this.#lengthOf(value);
    }
    return located;
  }

  /** Where each begins and ends, counted from the beginning of the line. */
  get places(): readonly number[] {
    const { starts, ends } = this.located;
    const places: number[] = [];
    for (let value = 0; value < this.shape.gaps.length - 1; value++)
      places.push(starts[value]! - this.start, ends[value]! - this.start);
    return places;
  }

  /** Where it ends in the source. */
  get end(): number {
    const { gaps } = this.shape;
    let end = this.start;
    for (let value = 0; value < gaps.length; value++)
      end += gaps[value]! + (value < gaps.length - 1 ? this.#lengthOf(value) : 0);
    return end;
  }

  #lengthOf(value: number): number {
    return value < together
      ? (this.#first >>> (value * bitsOfLength)) & longest
      : (this.#others >>> ((value - together) * bitsOfLength)) & longest;
  }
}
