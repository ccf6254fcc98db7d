import { type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import type { Judging } from '../language';
import { checks } from './checks/index';
import { codes } from './codes';
import { findings } from './diagnostics';

/** What is said of audit rules: audit.rules and the files of rules.d. */
export const rulesJudging: Judging<RulesTree> = {
  ids: ['audit-rules'],
  parse: (text) => parseRules(text),
  codes,
  offByDefault: new Set(checks.filter(({ offByDefault }) => offByDefault === true).map(({ code }) => code)),
  findings,
};
