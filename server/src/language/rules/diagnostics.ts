import type { Finding } from '../../../../core/src/findings';
import { judgeRules } from '../../../../core/src/rules/judge';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { SourceDocument, Surroundings } from '../language';
import { checks } from './checks/index';
import { folderFindings } from './folderFindings';
import { findingOf } from './lineFindings';
import { readRulesFile } from './readRulesFile';

const fileChecks = checks.filter(({ scope }) => scope === 'file');

/** What the target's auditctl and kernel refuse, and what an expert would say of the rest. */
export function findings(document: SourceDocument<RulesTree>, around: Surroundings<RulesTree>): readonly Finding[] {
  const found: Finding[] = judgeRules(document.tree, around.target);
  const { file, findings: ofLines } = readRulesFile(document, around);
  for (const finding of ofLines) found.push(finding);
  for (const check of fileChecks) for (const advice of check.find(file)) found.push(findingOf(check, advice));
  if (file.isInRulesFolder) found.push(...folderFindings(file, around.siblings));
  return found;
}
