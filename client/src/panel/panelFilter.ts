import type { AuditEvent } from '../../../core/src/events/event';
import { filterOf } from '../../../core/src/events/filter';
import { decisiveTerms, withTerm } from '../../../core/src/events/filterEdit';
import { withoutQuotes } from '../../../core/src/events/filterSyntax';
import { millisecondsAgo } from '../../../core/src/events/moment';
import { asEvent, type Entry } from '../tail/store';

/** A filter as the panel applies it. */
export interface PanelFilter {
  readonly text: string;
  matches(entry: Entry, id: number): boolean;
  /** `since:10m`: how long a row may stay, in milliseconds; undefined: as long as it is kept. */
  readonly stay: number | undefined;
  /** Rules are asked for: other rules make it another filter. */
  readonly asksRules: boolean;
  /** `since:now`: entries that were there before this id are left out. */
  readonly from: number;
}

/** Names of the rules that may have made an event of a log. */
export type LogRuleNames = (event: AuditEvent, source: number) => readonly string[];

export interface PanelClock {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly offsetMinutes: number;
}

/**
 * With a filter in force, what the log itself is missing stays in view as a figure only; what happened to the following
 * (a gap, a lost connection) still stands where it happened. `since:now` goes by arrival, not by clocks: those of other
 * machines are others. `end` is the id that the next entry will have; `before` the filter until now.
 */
export function panelFilter(
  text: string,
  end: number,
  clock: PanelClock,
  before?: PanelFilter,
  rules: LogRuleNames = () => [],
): PanelFilter {
  const times = decisiveTerms(text).filter(({ name, kind }) => name === 'since' && kind === 'field');
  const values = times.map(({ value }) =>
    value === undefined ? '' : withoutQuotes(text.slice(value.start, value.end)),
  );
  const fromNow = values.includes('now');
  const stays = values.map(millisecondsAgo).filter((ago) => ago !== undefined);
  const from = fromNow ? (before !== undefined && before.from > -Infinity ? before.from : end) : -Infinity;
  let source = 0;
  const filter = filterOf(fromNow ? withTerm(text, 'since', undefined) : text, clock, {}, (event) =>
    rules(event, source),
  );
  return {
    text,
    from,
    asksRules: filter.terms.some(({ name }) => name?.toLowerCase() === 'rule'),
    stay: fromNow || stays.length === 0 ? undefined : Math.min(...stays),
    matches(entry, id) {
      if (id < from) return false;
      if (filter.empty) return true;
      source = entry.source;
      if (entry.kind === 'event') return filter.matches(asEvent(entry));
      return entry.notice.kind !== 'missing-serials' && entry.notice.kind !== 'malformed';
    },
  };
}
