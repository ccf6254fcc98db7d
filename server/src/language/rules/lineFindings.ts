import type { Finding, Fix } from '../../../../core/src/findings';
import type { Advice, Check } from './checks/check';
import { checks } from './checks/index';
import { LoadedRule, type RulesFile, type TakenLine } from './rulesFile';

const lineChecks = checks.filter(({ scope }) => scope === 'line');
/** Places in `lineChecks`. */
const aboutAny = lineChecks.flatMap(({ about }, at) => (about === undefined ? [at] : []));
const byWord = new Map<string, number[]>();
for (const [at, { about = [] }] of lineChecks.entries()) {
  for (const word of about) {
    const same = byWord.get(word);
    if (same === undefined) byWord.set(word, [at]);
    else same.push(at);
  }
}

/** What the checks of single lines say of a file in which each is judged as if it stood alone. */
export function lineFindings(file: RulesFile): readonly Finding[] {
  const wanted = lineChecks.map((): TakenLine[] => []);
  for (const taken of file.taken) want(taken, wanted);
  const found: Finding[] = [];
  for (const [at, taken] of wanted.entries()) {
    if (taken.length === 0) continue;
    const check = lineChecks[at]!;
    const rules = taken.filter((each) => each instanceof LoadedRule);
    for (const advice of check.find({ ...file, taken, rules, folderRules: rules })) {
      found.push(findingOf(check, advice));
    }
  }
  return found;
}

/** Puts a line before each check that it is something for, once. */
function want(taken: TakenLine, wanted: readonly TakenLine[][]): void {
  for (const at of aboutAny) wanted[at]!.push(taken);
  for (const use of taken.line.options) wantAbout(use.name, taken, wanted);
  for (const { fieldText } of taken.parts.fields) wantAbout(fieldText.toLowerCase(), taken, wanted);
}

function wantAbout(word: string, taken: TakenLine, wanted: readonly TakenLine[][]): void {
  const about = byWord.get(word);
  if (about === undefined) return;
  for (const at of about) {
    const lines = wanted[at]!;
    if (lines[lines.length - 1] !== taken) lines.push(taken);
  }
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
  readonly #fixes: Advice['fixes'];

  constructor(check: Check, advice: Advice) {
    this.code = check.code;
    this.severity = advice.severity ?? check.severity;
    this.span = advice.span;
    this.message = advice.message;
    this.refusedBy = advice.refusedBy ?? null;
    if (advice.related !== undefined) this.related = advice.related;
    if (advice.unnecessary !== undefined) this.unnecessary = advice.unnecessary;
    this.#fixes = advice.fixes;
  }

  get fixes(): readonly Fix[] {
    const fixes = this.#fixes;
    return typeof fixes === 'function' ? fixes() : (fixes ?? []);
  }
}
