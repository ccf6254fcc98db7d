import type { AuditEvent } from '../../../core/src/events/event';
import { attribute, type Attribution } from '../../../core/src/matching/attribution';
import { RuleBook, type BookRule, type RulesProgram } from '../../../core/src/matching/ruleBook';
import { ruleNamesOf } from '../../../core/src/matching/ruleNames';
import type { Target } from '../../../core/src/target';

/** Rules as they are sent to whoever looks for those of events: plain data. */
export interface RulesText {
  readonly programs: readonly RulesProgram[];
  readonly target: Target;
}

/** The rules that events are held against; none are known at first. */
export class PanelRules {
  #book: RuleBook | undefined;

  set({ programs, target }: RulesText): void {
    this.#book = new RuleBook(programs, target);
  }

  /** Undefined: none are known, or there are none. */
  get book(): RuleBook | undefined {
    return this.#book?.programs.some((rules) => rules.length > 0) === true ? this.#book : undefined;
  }

  of(event: AuditEvent): Attribution | undefined {
    return this.book && attribute(event, this.book);
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
