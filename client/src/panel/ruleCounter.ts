import { possibleRules } from '../../../core/src/matching/attribution';
import type { BookRule, RuleBook } from '../../../core/src/matching/ruleBook';
import { asEvent, type Store } from '../tail/store';

/** How many events a rule has made, by what has come since the log was opened, or is still kept of it. */
export interface RuleCount {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  /** Only this rule can have made so many. */
  readonly sure: number;
  /** Of so many it is one of several candidates, or the records do not tell all. */
  readonly perhaps: number;
}

/** Events that are open may still get the record that tells; no more of them are waited for. */
const mostOpen = 10_000;

/** Counts the events of a store by rule, once each, when they are closed. It goes on where it was when it is asked again. */
export class RuleCounter {
  readonly #store: Store;
  readonly #book: RuleBook;
  readonly #counts = new Map<BookRule, { sure: number; perhaps: number }>();
  readonly #open = new Set<number>();
  #next: number;

  constructor(store: Store, book: RuleBook) {
    this.#store = store;
    this.#book = book;
    this.#next = store.first;
  }

  /** Goes on counting until `enough`; true: all that is there is counted. */
  advance(enough: () => boolean): boolean {
    for (const id of this.#open) this.#look(id);
    this.#next = Math.max(this.#next, this.#store.first);
    for (let n = 0; this.#next < this.#store.end; n++) {
      if (n % 32 === 31 && enough()) return false;
      this.#look(this.#next++);
    }
    return true;
  }

  /** Of every rule that records events, those without any as well. */
  get counts(): readonly RuleCount[] {
    const silent = new Set(this.#book.others);
    return this.#book.programs
      .flat()
      .filter((rule) => rule.host === undefined && !silent.has(rule))
      .map((rule) => {
        const { sure, perhaps } = this.#counts.get(rule) ?? { sure: 0, perhaps: 0 };
        return { file: rule.file, line: rule.line, sure, perhaps };
      });
  }

  #look(id: number): void {
    const entry = this.#store.get(id);
    if (entry?.kind !== 'event') {
      this.#open.delete(id);
      return;
    }
    if (entry.completion === null && this.#open.size < mostOpen) {
      this.#open.add(id);
      return;
    }
    this.#open.delete(id);
    const possible = possibleRules(asEvent(entry), this.#book);
    for (const { book, fits } of possible) {
      const count = this.#counts.get(book) ?? { sure: 0, perhaps: 0 };
      if (possible.length === 1 && fits === 'yes') count.sure++;
      else count.perhaps++;
      this.#counts.set(book, count);
    }
  }
}
