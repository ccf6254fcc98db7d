import type { Span } from '../../../../../core/src/text/span';
import { type AnchoredSpan, anchored, spanWith } from './anchor';

/** 'none': there is none; 'unlike': each line has its own. */
interface Found {
  readonly span: AnchoredSpan | 'none' | 'unlike';
  /** Another line had it in the same place. */
  isProven: boolean;
}

/** `places`: where each value begins and ends, counted from the beginning of the line. */
interface Placed {
  readonly places: readonly number[];
}

/** Found on one line of a shape, held against another, then known of all. */
export class ShapeNotes {
  readonly #found = new Map<object, Found>();
  readonly #shared = new Map<object, unknown>();

  share<Result>(by: object, workOut: () => Result): Result {
    const known = this.#shared.get(by);
    if (known !== undefined || this.#shared.has(by)) return known as Result;
    const result = workOut();
    this.#shared.set(by, result);
    return result;
  }

  /** Counted from the beginning of the line, as what `workOut` finds. */
  find(by: object, workOut: () => Span | undefined, line: Placed): Span | undefined {
    const found = this.#found.get(by);
    if (found?.isProven === true && found.span !== 'unlike') {
      return found.span === 'none' ? undefined : spanWith(found.span, line.places);
    }
    const here = workOut();
    if (found === undefined) {
      const span = here === undefined ? 'none' : (anchored(here, line.places) ?? 'unlike');
      this.#found.set(by, { span, isProven: false });
    } else if (isAt(here, found, line.places)) found.isProven = true;
    else this.#found.set(by, { span: 'unlike', isProven: true });
    return here;
  }
}

function isAt(here: Span | undefined, { span }: Found, places: readonly number[]): boolean {
  if (span === 'unlike') return true;
  if (span === 'none' || here === undefined) return span === 'none' && here === undefined;
  const there = spanWith(span, places);
  return there.start === here.start && there.end === here.end;
}
