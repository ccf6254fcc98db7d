import type { AuditEvent } from '../events/event';
import { quoted } from '../events/filterEdit';
import { possibleRules } from './attribution';
import { matches } from './match';
import type { BookRule, RuleBook } from './ruleBook';
import { MatchSubject } from './subject';

/**
 * What `rule:` of the filter language finds in an event: the rules that made it or may have, and those of lists and
 * actions that leave events out, where they fit. Each under its name, alone and with its folder.
 */
export function ruleNamesOf(event: AuditEvent, book: RuleBook): string[] {
  const subject = new MatchSubject(event);
  const made = possibleRules(event, book, subject).map(({ book: rule }) => rule);
  const fitting = book.others.filter(({ rule }) => matches(rule, subject) === 'yes');
  return [...made, ...fitting].flatMap((rule) => [rule.name, longName(rule)]);
}

/**
 * The filter that shows a rule's events: by its key where no other rule has it, which holds wherever the rule is moved to,
 * else by its line.
 */
export function filterOfRule(rule: BookRule, book: RuleBook): string {
  const alike = book.withKey(rule.key);
  if (alike.length === 1 && alike[0] === rule && /^[^\x00-\x20*?,"]+$/.test(rule.key)) return `key:${rule.key}`;
  const isShared = book.programs.flat().some((other) => other !== rule && other.name === rule.name);
  return `rule:${quoted(isShared ? longName(rule) : rule.name)}`;
}

const longName = ({ folder, name }: BookRule) => `${folder}/${name}`;
