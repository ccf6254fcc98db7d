/** What is said of a file: what the programs say, and advice. */
import type { Finding } from '../../../../core/src/findings';
import type { ConfigTree } from '../../../../core/src/config/tree';
import type { Surroundings } from '../language';
import { checks } from './checks/index';
import { type ConfigDocument, configFileOf } from './configView';

export function findings(document: ConfigDocument, around: Surroundings<ConfigTree>): readonly Finding[] {
  const file = configFileOf(document, around);
  const all: Finding[] = [...file.refusals];
  for (const check of checks) {
    if (!check.kinds.includes(file.kind)) continue;
    for (const advice of check.find(file)) {
      all.push({ code: check.code, refusedBy: null, ...advice, severity: advice.severity ?? check.severity });
    }
  }
  return all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
