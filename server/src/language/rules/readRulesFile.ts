import type { Finding } from '../../../../core/src/findings';
import { readLine } from '../../../../core/src/rules/judge';
import { type RulesLine, type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import type { SourceDocument, Surroundings } from '../language';
import { lineFindings } from './lineFindings';
import { machineOf } from './machine';
import { partsOf } from './ruleParts';
import { type LineFacts, LoadedRule, type RulesFile, TakenLine } from './rulesFile';

/** What is known of the text of a line, wherever it stands. */
interface KnownLine {
  /** undefined: auditctl does not take it. */
  readonly facts: LineFacts | undefined;
  /** What checks of single lines say; offsets from the beginning of the line. */
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

/** The file as checks see it, and what the checks of single lines say of it. */
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
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const lineText = line.text;
    let each = lines.get(lineText) ?? known.get(lineText);
    if (each === undefined) each = readAlone(lineText, setting);
    lines.set(lineText, each);
    const { facts } = each;
    if (facts === undefined) continue;
    const taken = takenLine(uri, line, text, facts);
    result.taken.push(taken);
    if (taken instanceof LoadedRule) result.rules.push(taken);
    for (const finding of each.findings) result.findings.push(shifted(finding, line.start));
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

const refused: KnownLine = { facts: undefined, findings: [] };

function readAlone(lineText: string, setting: ReturnType<typeof settingOf>): KnownLine {
  const text = `${lineText}\n`;
  const tree = parseRules(text);
  const [line] = tree.lines;
  const effect = line && readLine(line, text, setting.target)?.effect;
  if (line === undefined || effect === undefined) return refused;
  const calls = partsOf(line, text).syscalls.map((each) => each.text.toLowerCase());
  const facts: LineFacts = { text: lineText, effect, calls };
  const taken = takenLine(setting.uri, line, text, facts);
  const rules = taken instanceof LoadedRule ? [taken] : [];
  return { facts, findings: lineFindings({ ...setting, text, tree, taken: [taken], rules, folderRules: rules }) };
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
