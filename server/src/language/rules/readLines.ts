import type { Finding } from '../../../../core/src/findings';
import { judgeEffect } from '../../../../core/src/rules/judge';
import { type RulesLine, type RulesTree, lineAt, parseRules } from '../../../../core/src/rules/tree';
import { lineFindings } from './lineFindings';
import { MovedFinding } from './movedFinding';
import { LineFacts, LoadedRule, type RulesFile, type RulesSetting, TakenLine } from './rulesFile';
import { sameEnds } from './sameEnds';

/** What is known of the text of a line, wherever it stands. */
interface KnownLine {
  /** undefined: auditctl does not take it. */
  readonly facts: LineFacts | undefined;
  /** What auditctl, the kernel and checks of single lines say; offsets from the beginning of the line. */
  readonly findings: readonly Finding[];
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
    for (const finding of each.findings) findings.push(new MovedFinding(finding, line.start));
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

/** Lines read at once: enough that a check begins seldom, and few enough that their trees are soon forgotten. */
const readAtOnce = 256;

function knownLines(
  tree: RulesTree,
  setting: RulesSetting,
  before: ReadLines | undefined,
): readonly (KnownLine | undefined)[] {
  const { lines } = tree;
  const same = before === undefined ? { first: 0, last: 0 } : sameEnds(before.tree, tree);
  const changedEnd = lines.length - same.last;
  const byText = new Map<string, KnownLine>();
  if (before !== undefined) {
    for (let at = same.first; at < before.known.length - same.last; at++) {
      const each = before.known[at];
      if (each !== undefined) byText.set(before.tree.lines[at]!.text, each);
    }
  }
  for (const texts of newTexts(lines.slice(same.first, changedEnd), byText)) readApart(texts, setting, byText);
  return lines.map((line, at) => {
    if (line.kind !== 'command') return undefined;
    if (at < same.first) return before!.known[at];
    if (at >= changedEnd) return before!.known[at - lines.length + before!.known.length];
    return byText.get(line.text);
  });
}

/** Each text of a command line that is not known yet, once. */
function* newTexts(lines: readonly RulesLine[], known: ReadonlyMap<string, KnownLine>): Generator<string[]> {
  let texts = new Set<string>();
  for (const line of lines) {
    if (line.kind !== 'command') continue;
    const { text } = line;
    if (known.has(text)) continue;
    texts.add(text);
    if (texts.size < readAtOnce) continue;
    yield [...texts];
    texts = new Set();
  }
  if (texts.size > 0) yield [...texts];
}

/** Reads lines apart from where they stand, each for itself. What is kept of them holds none of the file's text. */
function readApart(texts: readonly string[], setting: RulesSetting, into: Map<string, KnownLine>): void {
  const text = `${texts.join('\n')}\n`;
  const tree = parseRules(text);
  const taken: TakenLine[] = [];
  const findings: Finding[][] = texts.map(() => []);
  const note = (finding: Finding, line: RulesLine) =>
    findings[line.number]?.push(new MovedFinding(finding, -line.start));
  for (const [at, lineText] of texts.entries()) {
    const line = tree.lines[at]!;
    const { effect, findings: ofPrograms } = judgeEffect(line, text, setting.target);
    for (const finding of ofPrograms) note(finding, line);
    let facts: LineFacts | undefined;
    if (effect !== undefined) {
      const calls: string[] = [];
      facts = new LineFacts(effect, calls);
      const each = takenLine(setting.uri, line, text, facts);
      for (const call of each.parts.syscalls) calls.push(call.text.toLowerCase());
      taken.push(each);
    }
    into.set(lineText, { facts, findings: findings[at]! });
  }
  const rules = taken.filter((each) => each instanceof LoadedRule);
  const file: RulesFile = { ...setting, text, tree, taken, rules, folderRules: rules };
  for (const finding of lineFindings(file)) note(finding, lineAt(tree, finding.span.start));
}
