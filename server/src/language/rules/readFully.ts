import type { Finding } from '../../../../core/src/findings';
import { judgeEffect } from '../../../../core/src/rules/judge';
import { Memo } from '../../../../core/src/rules/memo';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { KnownLine } from './knownLine';
import { lineFindings } from './lineFindings';
import { type LineFacts, LoadedRule, ReadFacts, type RulesFile, type RulesSetting, TakenLine } from './rulesFile';

/** Reads lines word by word, each for itself, whatever stands around it; undefined for those that are no command. */
export function readFully(
  lines: readonly RulesLine[],
  { text }: Pick<RulesTree, 'text'>,
  setting: RulesSetting,
): (KnownLine | undefined)[] {
  const known: (KnownLine | undefined)[] = [];
  const taken: TakenLine[] = [];
  const findings: Finding[][] = [];
  for (const line of lines) {
    const { effect, findings: ofPrograms } = judgeEffect(line, text, setting.target);
    findings.push(ofPrograms);
    const facts = effect && new ReadFacts(effect, callsOn(line));
    if (facts !== undefined) taken.push(takenLine(setting.uri, line, text, facts));
    known.push(line.kind === 'command' ? { facts, findings: ofPrograms, start: line.start } : undefined);
  }
  const rules = taken.filter((each) => each instanceof LoadedRule);
  const file: RulesFile = { ...setting, text, tree: { text, lines }, taken, rules, folderRules: rules };
  for (const finding of lineFindings(file)) findings[indexAt(lines, finding.span.start)]!.push(finding);
  return known;
}

function takenLine(uri: string, line: RulesLine, text: string, facts: LineFacts): TakenLine {
  const { rule } = facts.effect;
  return rule === undefined ? new TakenLine(uri, line, text, facts) : new LoadedRule(uri, line, text, facts, rule);
}

/** Which of the lines an offset is on. */
function indexAt(lines: readonly RulesLine[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const noCalls: readonly string[] = [];
/** The same lists of names come again and again. */
const knownCalls = new Memo<string, readonly string[]>(1024);

/** The names behind -S, in lower case. */
function callsOn({ options }: RulesLine): readonly string[] {
  let calls = noCalls;
  let several: string[] | undefined;
  for (const { option, long, argumentText } of options) {
    if (option !== 'S' || long || argumentText === undefined) continue;
    let here = knownCalls.get(argumentText);
    if (here === undefined) knownCalls.set(argumentText, (here = argumentText.toLowerCase().split(',')));
    if (calls === noCalls) calls = here;
    else if (several === undefined) calls = several = [...calls, ...here];
    else several.push(...here);
  }
  return calls;
}
