import { isSameRule, ruleHash } from './identity';
import type { SentRule } from './sent';

/**
 * The lines whose rules are loaded, to find one that is there already. It keeps a number a rule instead of its text, so
 * that hundreds of thousands cost little, and looks at an earlier line again where the numbers agree.
 */
export class LoadedLines<Line extends object> {
  readonly #ruleOf: (line: Line) => SentRule;
  /** `null`: there was one, and it was deleted. */
  readonly #lines = new Map<number, Line | null>();

  constructor(ruleOf: (line: Line) => SentRule) {
    this.#ruleOf = ruleOf;
  }

  clear(): void {
    this.#lines.clear();
  }

  /**
   * The line that loaded an equal rule before; undefined: there was none, and `line` is noted. `hash`: the rule's, where
   * it is known already.
   */
  add(rule: SentRule, line: Line, hash = ruleHash(rule)): Line | undefined {
    const key = this.#placeOf(rule, hash);
    const found = this.#lines.get(key);
    if (found === undefined) this.#lines.set(key, line);
    return found ?? undefined;
  }

  remove(rule: SentRule): void {
    const key = this.#placeOf(rule, ruleHash(rule));
    if (this.#lines.has(key)) this.#lines.set(key, null);
  }

  /** The place of an equal rule, or the first free one. */
  #placeOf(rule: SentRule, hash: number): number {
    let key = hash;
    for (let there = this.#lines.get(key); there !== undefined; there = this.#lines.get(++key)) {
      if (there !== null && isSameRule(this.#ruleOf(there), rule)) break;
    }
    return key;
  }
}
