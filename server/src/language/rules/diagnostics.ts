import type { Finding } from '../../../../core/src/findings';
import { judgeRules } from '../../../../core/src/rules/judge';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { SourceDocument, Surroundings } from '../language';
import { checks } from './checks/index';
import { rulesFile } from './rulesFile';

/** What the target's auditctl and kernel refuse, and what an expert would say of the rest. */
export function findings(document: SourceDocument<RulesTree>, around: Surroundings<RulesTree>): readonly Finding[] {
  const found: Finding[] = judgeRules(document.tree, around.target);
  const file = rulesFile(document, around);
  for (const check of checks) {
    for (const advice of check.find(file)) {
      found.push({ severity: check.severity, refusedBy: null, ...advice, code: check.code });
    }
  }
  return found;
}
