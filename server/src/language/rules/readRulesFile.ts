import type { Finding } from '../../../../core/src/findings';
import { judgeEffect } from '../../../../core/src/rules/judge';
import { type RulesLine, type RulesTree, lineAt, parseRules } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import type { SourceDocument, Surroundings } from '../language';
import { lineFindings } from './lineFindings';
import { machineOf } from './machine';
import { type LineFacts, LoadedRule, type RulesFile, TakenLine } from './rulesFile';

/** What is known of the text of a line, wherever it stands. */
interface KnownLine {
  /** undefined: auditctl does not take it. */
  readonly facts: LineFacts | undefined;
  /** What auditctl, the kernel and checks of single lines say; offsets from the beginning of the line. */
  readonly findings: readonly Finding[];
}

/** Files read lately, by address. While one types, all lines but one are those of the version before. */
const readLately = new Map<
  string,
  { readonly key: string; readonly lines: Map<string, KnownLine>; readonly tree: RulesTree; readonly read: Read }
>();
const filesKept = 64;

interface Read {
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
  readonly findings: readonly Finding[];
}

/** The file as checks see it, and what is said of its lines whatever stands around them. */
export function readRulesFile(
  document: SourceDocument<RulesTree>,
  { target, siblings }: Surroundings<RulesTree>,
): { readonly file: RulesFile; readonly findings: readonly Finding[] } {
  const { uri, text, tree } = document;
  const { taken, rules, findings } = read(document, target);
  const file: RulesFile = {
    ...settingOf(uri, target),
    text,
    tree,
    taken,
    rules,
    folderRules:
      siblings.length < 2 ? rules : siblings.flatMap((each) => (each.uri === uri ? rules : read(each, target).rules)),
  };
  return { file, findings };
}

function settingOf(
  uri: string,
  target: Target,
): Pick<RulesFile, 'uri' | 'name' | 'isInRulesFolder' | 'target' | 'machine'> {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return { uri, name, isInRulesFolder: uri.endsWith(`/rules.d/${name}`), target, machine: machineOf(target) };
}

function read({ uri, text, tree }: SourceDocument<RulesTree>, target: Target): Read {
  const key = JSON.stringify(target);
  const before = readLately.get(uri);
  if (before?.key === key && before.tree === tree) return before.read;
  const known = before?.key === key ? before.lines : new Map<string, KnownLine>();
  const lines = new Map<string, KnownLine>();
  const result: { taken: TakenLine[]; rules: LoadedRule[]; findings: Finding[] } = {
    taken: [],
    rules: [],
    findings: [],
  };
  const setting = settingOf(uri, target);
  for (const texts of newTexts(tree, known)) readApart(texts, setting, lines);
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const lineText = line.text;
    let each = lines.get(lineText);
    if (each === undefined) lines.set(lineText, (each = known.get(lineText)!));
    for (const finding of each.findings) result.findings.push(shifted(finding, line.start));
    const { facts } = each;
    if (facts === undefined) continue;
    const taken = takenLine(uri, line, text, facts);
    result.taken.push(taken);
    if (taken instanceof LoadedRule) result.rules.push(taken);
  }
  readLately.delete(uri);
  readLately.set(uri, { key, lines, tree, read: result });
  const oldest = readLately.keys().next();
  if (readLately.size > filesKept && oldest.done !== true) readLately.delete(oldest.value);
  return result;
}

function takenLine(uri: string, line: RulesLine, text: string, facts: LineFacts): TakenLine {
  const { rule } = facts.effect;
  return rule === undefined ? new TakenLine(uri, line, text, facts) : new LoadedRule(uri, line, text, facts, rule);
}

/** Lines read at once: enough that a check begins seldom, and few enough that their trees are soon forgotten. */
const readAtOnce = 256;

/** Each text of a command line that is not known yet, once. */
function* newTexts(tree: RulesTree, known: ReadonlyMap<string, KnownLine>): Generator<string[]> {
  const seen = new Set<string>();
  let texts: string[] = [];
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const { text } = line;
    if (known.has(text) || seen.has(text)) continue;
    seen.add(text);
    texts.push(text);
    if (texts.length < readAtOnce) continue;
    yield texts;
    texts = [];
  }
  if (texts.length > 0) yield texts;
}

/** Reads lines apart from where they stand, each for itself. */
function readApart(
  texts: readonly string[],
  setting: ReturnType<typeof settingOf>,
  into: Map<string, KnownLine>,
): void {
  const text = `${texts.join('\n')}\n`;
  const tree = parseRules(text);
  const taken: TakenLine[] = [];
  const findings: Finding[][] = texts.map(() => []);
  const note = (finding: Finding, line: RulesLine) => findings[line.number]?.push(shifted(finding, -line.start));
  for (const [at, lineText] of texts.entries()) {
    const line = tree.lines[at]!;
    const { effect, findings: ofPrograms } = judgeEffect(line, text, setting.target);
    for (const finding of ofPrograms) note(finding, line);
    let facts: LineFacts | undefined;
    if (effect !== undefined) {
      const calls: string[] = [];
      facts = { text: lineText, effect, calls };
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

function shifted(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const move = <Place extends { readonly span: Finding['span'] }>(place: Place): Place => ({
    ...place,
    span: { start: place.span.start + by, end: place.span.end + by },
  });
  return {
    ...move(finding),
    ...(finding.fixes && { fixes: finding.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(move) })) }),
    ...(finding.related && { related: finding.related.map(move) }),
  };
}
