import type { AuditEvent } from '../../../core/src/events/event';
import { hostBooks, type HostRulesText } from '../../../core/src/matching/hostRules';
import type { RuleBook } from '../../../core/src/matching/ruleBook';
import type { Target } from '../../../core/src/target';
import type { HostNaming } from './hostNaming';

/** What became of reading a host's rules. */
export interface HostRulesRead {
  /** Undefined where they could not be read: those that were read before stay. */
  readonly rules: HostRulesText | undefined;
  /** What somebody who misses them would want to know. */
  readonly remark?: string;
}

/** The rules of a log's host, once they are known. Events of other nodes in its log were made by other rules. */
export class HostRules {
  readonly #naming: HostNaming;
  readonly #listeners = new Set<(remark: string | undefined) => void>();
  #text: HostRulesText | undefined;
  #made: { readonly books: readonly RuleBook[]; readonly target: Target } | undefined;

  /** `naming`: knows which nodes are the host itself. */
  constructor(naming: HostNaming) {
    this.#naming = naming;
  }

  know({ rules, remark }: HostRulesRead): void {
    if (rules !== undefined) {
      this.#text = rules;
      this.#made = undefined;
    }
    this.#tell(remark);
  }

  /** The host has said which nodes are its own. */
  nodesKnown(): void {
    this.#tell(undefined);
  }

  /** Called when other events have other rules than before, and when something is said of them. */
  onKnown(listener: (remark: string | undefined) => void): void {
    this.#listeners.add(listener);
  }

  /** The books for an event, the one to be asked first first. They are made when somebody looks. */
  booksFor({ records }: AuditEvent, target: Target): readonly RuleBook[] {
    if (this.#text === undefined || !this.#naming.isOwn(records[0]?.node ?? null)) return [];
    if (this.#made?.target !== target) this.#made = { books: hostBooks(this.#text, target), target };
    return this.#made.books;
  }

  #tell(remark: string | undefined): void {
    for (const listener of this.#listeners) listener(remark);
  }
}
