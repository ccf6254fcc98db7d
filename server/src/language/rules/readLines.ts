import type { Finding } from '../../../../core/src/findings';
import { judgeEffect } from '../../../../core/src/rules/judge';
import { Memo } from '../../../../core/src/rules/memo';
import { type RulesLine, type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import { lineFindings } from './lineFindings';
import { MovedFinding } from './movedFinding';
import { LineFacts, LoadedRule, type RulesFile, type RulesSetting, TakenLine } from './rulesFile';
import { sameEnds } from './sameEnds';

/** What is known of the text of a line, wherever it stands. */
interface KnownLine {
  /** undefined: auditctl does not take it. */
  readonly facts: LineFacts | undefined;
  /** What auditctl, the kernel and checks of single lines say. */
  readonly findings: readonly Finding[];
  /** Where the line began when it was read, from which offsets in `findings` are counted. */
  readonly start: number;
}

/** A file's lines as they are read for one setting. */
export interface ReadLines {
  readonly setting: RulesSetting;
  readonly tree: RulesTree;
  /** Line by line of the tree; undefined for those that are no command. */
  readonly known: readonly (KnownLine | undefined)[];
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
  /** What is said of single lines, whatever stands around them. */
  readonly findings: readonly Finding[];
}

/** Reads the lines of a tree; those that stand in `before` as well, an earlier version of the file, are not read again. */
export function readLines(tree: RulesTree, setting: RulesSetting, before: ReadLines | undefined): ReadLines {
  const known = knownLines(tree, setting, before);
  const taken: TakenLine[] = [];
  const rules: LoadedRule[] = [];
  const findings: Finding[] = [];
  for (const [at, each] of known.entries()) {
    if (each === undefined) continue;
    const line = tree.lines[at]!;
    const by = line.start - each.start;
    for (const finding of each.findings) findings.push(by === 0 ? finding : new MovedFinding(finding, by));
    if (each.facts === undefined) continue;
    const one = takenLine(setting.uri, line, tree.text, each.facts);
    taken.push(one);
    if (one instanceof LoadedRule) rules.push(one);
  }
  return { setting, tree, known, taken, rules, findings };
}

function takenLine(uri: string, line: RulesLine, text: string, facts: LineFacts): TakenLine {
  const { rule } = facts.effect;
  return rule === undefined ? new TakenLine(uri, line, text, facts) : new LoadedRule(uri, line, text, facts, rule);
}

function knownLines(
  tree: RulesTree,
  setting: RulesSetting,
  before: ReadLines | undefined,
): readonly (KnownLine | undefined)[] {
  const { lines } = tree;
  if (before === undefined) return read(lines, tree, setting);
  const same = sameEnds(before.tree, tree);
  const changedEnd = lines.length - same.last;
  const byText = new Map<string, KnownLine>();
  for (let at = same.first; at < before.known.length - same.last; at++) {
    const each = before.known[at];
    if (each !== undefined) byText.set(before.tree.lines[at]!.text, each);
  }
  readApart(lines.slice(same.first, changedEnd), setting, byText);
  return lines.map((line, at) => {
    if (line.kind !== 'command') return undefined;
    if (at < same.first) return before.known[at];
    if (at >= changedEnd) return before.known[at - lines.length + before.known.length];
    return byText.get(line.text);
  });
}

/** Reads lines that are not known yet from a text of their own: what is kept of them holds no version of the file. */
function readApart(lines: readonly RulesLine[], setting: RulesSetting, into: Map<string, KnownLine>): void {
  const texts = new Set<string>();
  for (const { kind, text } of lines) if (kind === 'command' && !into.has(text)) texts.add(text);
  const tree = parseRules([...texts].join('\n'));
  for (const [at, known] of read(tree.lines, tree, setting).entries()) {
    if (known !== undefined) into.set(tree.lines[at]!.text, known);
  }
}

/** Lines that are judged at once: enough that a check begins seldom, and few enough that all are read only once. */
const judgedAtOnce = 512;

/** Reads each line for itself, whatever stands around it. */
function read(lines: readonly RulesLine[], tree: RulesTree, setting: RulesSetting): (KnownLine | undefined)[] {
  const known: (KnownLine | undefined)[] = [];
  for (let from = 0; from < lines.length; from += judgedAtOnce) {
    readSome(lines.slice(from, from + judgedAtOnce), tree, setting, known);
  }
  return known;
}

function readSome(
  lines: readonly RulesLine[],
  tree: RulesTree,
  setting: RulesSetting,
  into: (KnownLine | undefined)[],
): void {
  const { text } = tree;
  const taken: TakenLine[] = [];
  const findings: Finding[][] = [];
  for (const line of lines) {
    const { effect, findings: ofPrograms } = judgeEffect(line, text, setting.target);
    findings.push(ofPrograms);
    const facts = effect && new LineFacts(effect, callsOn(line));
    if (facts !== undefined) taken.push(takenLine(setting.uri, line, text, facts));
    into.push(line.kind === 'command' ? { facts, findings: ofPrograms, start: line.start } : undefined);
  }
  const rules = taken.filter((each) => each instanceof LoadedRule);
  const file: RulesFile = { ...setting, text, tree, taken, rules, folderRules: rules };
  for (const finding of lineFindings(file)) findings[indexAt(lines, finding.span.start)]!.push(finding);
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
  for (const { option, long, argumentText } of options) {
    if (option !== 'S' || long || argumentText === undefined) continue;
    let here = knownCalls.get(argumentText);
    if (here === undefined) knownCalls.set(argumentText, (here = argumentText.toLowerCase().split(',')));
    calls = calls === noCalls ? here : [...calls, ...here];
  }
  return calls;
}
