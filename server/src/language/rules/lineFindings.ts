import type { Finding } from '../../../../core/src/findings';
import type { Advice, Check } from './checks/check';
import { checks } from './checks/index';
import type { RulesFile } from './rulesFile';

const lineChecks = checks.filter(({ scope }) => scope === 'line');
const aboutAny = lineChecks.filter(({ about }) => about === undefined);
const byWord = new Map<string, Check[]>();
for (const check of lineChecks) {
  for (const word of check.about ?? []) {
    const same = byWord.get(word);
    if (same === undefined) byWord.set(word, [check]);
    else same.push(check);
  }
}

/** What the checks of single lines say of a file of one line. */
export function lineFindings(file: RulesFile): readonly Finding[] {
  const [taken] = file.taken;
  if (taken === undefined) return [];
  const wanted = new Set(aboutAny);
  const want = (word: string) => {
    for (const check of byWord.get(word) ?? []) wanted.add(check);
  };
  for (const { name } of taken.line.options) want(name);
  for (const { field } of taken.parts.fields) want(field.text.toLowerCase());
  const found: Finding[] = [];
  for (const check of wanted) for (const advice of check.find(file)) found.push(findingOf(check, advice));
  return found.length === 0 ? none : found;
}

const none: readonly Finding[] = [];

export function findingOf(check: Check, advice: Advice): Finding {
  return { severity: check.severity, refusedBy: null, ...advice, code: check.code };
}
