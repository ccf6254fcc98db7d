import type { Finding } from '../../../../core/src/findings';
import { repeatedRules } from '../../../../core/src/rules/judge';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { SourceDocument, Surroundings } from '../language';
import { checks } from './checks/index';
import { folderFindings } from './folderFindings';
import { findingOf } from './lineFindings';
import { readRulesFile } from './readRulesFile';

const fileChecks = checks.filter(({ scope }) => scope === 'file');

/** What the target's auditctl and kernel refuse, and what an expert would say of the rest. */
export function findings(document: SourceDocument<RulesTree>, around: Surroundings<RulesTree>): readonly Finding[] {
  const { file, folder, findings: ofLines } = readRulesFile(document, around);
  const found: Finding[] = repeatedRules(file.taken, file.text, file.target);
  for (const finding of ofLines) found.push(finding);
  for (const check of fileChecks) for (const advice of check.find(file)) found.push(findingOf(check, advice));
  if (file.isInRulesFolder) for (const finding of folderFindings(file.uri, folder)) found.push(finding);
  return found;
}
