import type { AuditEvent } from '../../../core/src/events/event';
import type { Attribution } from '../../../core/src/matching/attribution';
import { attributeByFirst } from '../../../core/src/matching/hostRules';
import { RuleBook, type BookRule, type RulesProgram } from '../../../core/src/matching/ruleBook';
import { ruleNamesOf } from '../../../core/src/matching/ruleNames';
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

  set({ programs, target }: RulesText): void {
    this.#book = new RuleBook(programs, target);
    this.#target = target;
  }

  /** Undefined: none are known, or there are none. */
  get book(): RuleBook | undefined {
    return this.#book?.programs.some((rules) => rules.length > 0) === true ? this.#book : undefined;
  }

  /** By the workspace's rules; where they have none for the event, by those of the host that wrote its log. */
  of(event: AuditEvent, host: HostRules | undefined): Attribution | undefined {
    const own = this.book === undefined ? [] : [this.book];
    return attributeByFirst(event, [...own, ...(host?.booksFor(event, this.#target) ?? [])]);
  }

  namesOf(event: AuditEvent): readonly string[] {
    return this.book === undefined ? [] : ruleNamesOf(event, this.book);
  }

  /** The rules that an attribution names, the one that is told first first. */
  static named(attribution: Attribution | undefined): readonly BookRule[] {
    if (attribution === undefined || attribution.kind === 'none') return [];
    return attribution.kind === 'the-rule' ? [attribution.rule.book] : attribution.rules.map(({ book }) => book);
  }
}
