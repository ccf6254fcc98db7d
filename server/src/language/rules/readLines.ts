import type { Finding } from '../../../../core/src/findings';
import { type RulesLine, type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import { MovedFinding } from './movedFinding';
import { type KnownLine, takenLine } from './readFully';
import { readTree } from './readTree';
import { LoadedRule, type RulesSetting, type TakenLine } from './rulesFile';
import { sameEnds } from './sameEnds';

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
  for (let at = 0; at < known.length; at++) {
    const each = known[at];
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

function knownLines(
  tree: RulesTree,
  setting: RulesSetting,
  before: ReadLines | undefined,
): readonly (KnownLine | undefined)[] {
  const { lines } = tree;
  if (before === undefined) return readTree(tree, setting);
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
  for (const [at, known] of readTree(tree, setting).entries()) {
    if (known !== undefined) into.set(tree.lines[at]!.text, known);
  }
}
