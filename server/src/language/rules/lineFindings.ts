import type { Finding, Fix } from '../../../../core/src/findings';
import type { Advice } from './advice';
import type { Check, LineCheck } from './checks/check';
import { checks } from './checks/index';
import { LoadedRule, type RulesFile, type TakenLine } from './rulesFile';

const lineChecks = checks.filter((check): check is LineCheck => check.scope === 'line');
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

/** Values of which a check of single lines says something that it does not say of others. */
export const singledOut: readonly string[] = lineChecks.flatMap(({ singlesOut = [] }) => singlesOut);

/** The lines that are something for one check. */
interface Wanted {
  readonly taken: TakenLine[];
  readonly rules: LoadedRule[];
}

/** What the checks of single lines say of a file in which each is judged as if it stood alone. */
export function lineFindings(file: RulesFile): readonly Finding[] {
  const wanted = lineChecks.map((): Wanted => ({ taken: [], rules: [] }));
  for (const line of file.taken) want(line, line instanceof LoadedRule ? line : undefined, wanted);
  const found: Finding[] = [];
  for (let at = 0; at < lineChecks.length; at++) {
    const { taken, rules } = wanted[at]!;
    if (taken.length === 0) continue;
    const check = lineChecks[at]!;
    for (const advice of check.find({ ...file, taken, rules, folderRules: rules })) {
      found.push(findingOf(check, advice));
    }
  }
  return found;
}

/** Puts a line before each check that it is something for, once; `rule`: the same line, if it sends one. */
function want(line: TakenLine, rule: LoadedRule | undefined, wanted: readonly Wanted[]): void {
  for (const at of aboutAny) wantFor(at, line, rule, wanted);
  for (const use of line.line.options) wantAbout(use.name, line, rule, wanted);
  for (const { fieldText } of line.parts.fields) wantAbout(fieldText.toLowerCase(), line, rule, wanted);
}

function wantAbout(word: string, line: TakenLine, rule: LoadedRule | undefined, wanted: readonly Wanted[]): void {
  const about = byWord.get(word);
  if (about !== undefined) for (const at of about) wantFor(at, line, rule, wanted);
}

function wantFor(at: number, line: TakenLine, rule: LoadedRule | undefined, wanted: readonly Wanted[]): void {
  const { taken, rules } = wanted[at]!;
  if (taken[taken.length - 1] === line) return;
  taken.push(line);
  if (rule !== undefined) rules.push(rule);
}

export function findingOf(check: Pick<Check, 'code' | 'severity'>, advice: Advice): Finding {
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

  constructor(check: Pick<Check, 'code' | 'severity'>, advice: Advice) {
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
