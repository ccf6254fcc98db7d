import type { AuditEvent } from '../../../core/src/events/event';
import type { Attribution } from '../../../core/src/matching/attribution';
import { attributeByFirst } from '../../../core/src/matching/hostRules';
import { RuleBook, type BookRule, type RulesProgram } from '../../../core/src/matching/ruleBook';
import { filterOfRule, ruleNamesOf } from '../../../core/src/matching/ruleNames';
import { defaultTarget, type Target } from '../../../core/src/target';
import type { HostRules } from '../tail/hostRules';

/** Rules as they are sent to whoever looks for those of events: plain data. */
export interface RulesText {
  readonly programs: readonly RulesProgram[];
  readonly target: Target;
}

/** The rules that events are held against; none are known at first. */
export class PanelRules {
  #book: RuleBook | undefined;
  #target = defaultTarget;
  #hostOf: (source: number) => HostRules | undefined = () => undefined;

  set({ programs, target }: RulesText): void {
    this.#book = new RuleBook(programs, target);
    this.#target = target;
  }

  /** Undefined: none are known, or there are none. */
  get book(): RuleBook | undefined {
    return this.#book?.programs.some((rules) => rules.length > 0) === true ? this.#book : undefined;
  }

  /** Whose rules stand behind a log that is read. */
  readBy(hostOf: (source: number) => HostRules | undefined): void {
    this.#hostOf = hostOf;
  }

  /** By the workspace's rules; where they have none for the event, by those of the host that wrote its log. */
  of(event: AuditEvent, source: number): Attribution | undefined {
    return attributeByFirst(event, this.#booksFor(event, source));
  }

  /** The names of the rules that may have made an event, of the workspace's and of its host's. */
  namesOf(event: AuditEvent, source: number): readonly string[] {
    return this.#booksFor(event, source).flatMap((book) => ruleNamesOf(event, book));
  }

  /** The filter that shows the events of a rule that an event's details name. */
  filterOf(rule: BookRule, event: AuditEvent, source: number): string | undefined {
    const book = this.#booksFor(event, source).find((each) => each.programs.some((rules) => rules.includes(rule)));
    return book === undefined ? undefined : filterOfRule(rule, book);
  }

  #booksFor(event: AuditEvent, source: number): readonly RuleBook[] {
    const own = this.book === undefined ? [] : [this.book];
    return [...own, ...(this.#hostOf(source)?.booksFor(event, this.#target) ?? [])];
  }

  /** The rules that an attribution names, the one that is told first first. */
  static named(attribution: Attribution | undefined): readonly BookRule[] {
    if (attribution === undefined || attribution.kind === 'none') return [];
    return attribution.kind === 'the-rule' ? [attribution.rule.book] : attribution.rules.map(({ book }) => book);
  }
}
