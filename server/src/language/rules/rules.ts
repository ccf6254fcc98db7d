import { type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import type { Language } from '../language';

/** Audit rules: audit.rules and the files of rules.d. */
export const rulesLanguage: Language<RulesTree> = {
  ids: ['audit-rules'],
  parse: parseRules,
  findings: () => [],
};
