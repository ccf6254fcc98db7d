import type { Finding, Fix } from '../../../../core/src/findings';
import type { Advice, Check } from './checks/check';
import { checks } from './checks/index';
import { LoadedRule, type RulesFile, type TakenLine } from './rulesFile';

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

/** What the checks of single lines say of a file in which each is judged as if it stood alone. */
export function lineFindings(file: RulesFile): readonly Finding[] {
  const lines = new Map<Check, { taken: TakenLine[]; rules: LoadedRule[] }>();
  for (const taken of file.taken) {
    for (const check of checksFor(taken)) {
      let wanted = lines.get(check);
      if (wanted === undefined) lines.set(check, (wanted = { taken: [], rules: [] }));
      wanted.taken.push(taken);
      if (taken instanceof LoadedRule) wanted.rules.push(taken);
    }
  }
  const found: Finding[] = [];
  for (const [check, { taken, rules }] of lines) {
    for (const advice of check.find({ ...file, taken, rules, folderRules: rules })) {
      found.push(findingOf(check, advice));
    }
  }
  return found;
}

function checksFor({ line, parts }: TakenLine): Set<Check> {
  const wanted = new Set(aboutAny);
  for (const { name } of line.options) wantAbout(name, wanted);
  for (const { field } of parts.fields) wantAbout(field.text.toLowerCase(), wanted);
  return wanted;
}

function wantAbout(word: string, wanted: Set<Check>): void {
  const checks = byWord.get(word);
  if (checks !== undefined) for (const check of checks) wanted.add(check);
}

export function findingOf(check: Check, advice: Advice): Finding {
  return new CheckFinding(check, advice);
}

/** Its mends are made when they are asked for. */
class CheckFinding implements Finding {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly span: Finding['span'];
  readonly message: string;
  readonly refusedBy: Finding['refusedBy'];
  readonly related?: NonNullable<Finding['related']>;
  readonly unnecessary?: boolean;
  readonly #advice: Advice;

  constructor(check: Check, advice: Advice) {
    this.code = check.code;
    this.severity = advice.severity ?? check.severity;
    this.span = advice.span;
    this.message = advice.message;
    this.refusedBy = advice.refusedBy ?? null;
    if (advice.related !== undefined) this.related = advice.related;
    if (advice.unnecessary !== undefined) this.unnecessary = advice.unnecessary;
    this.#advice = advice;
  }

  get fixes(): readonly Fix[] {
    const { fixes = [] } = this.#advice;
    return typeof fixes === 'function' ? fixes() : fixes;
  }
}
