import type { Finding } from '../../../../core/src/findings';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import type { SourceDocument, Surroundings } from '../language';
import { machineOf } from './machine';
import { type ReadLines, readLines } from './readLines';
import type { LoadedRule, RulesFile, RulesSetting } from './rulesFile';

type Rules = SourceDocument<RulesTree>;

/** The files that are judged together: those of a rules.d folder, or one alone. Made anew when one of them changes. */
export interface RulesFolder {
  readonly target: Target;
  readonly files: readonly { readonly document: Rules; readonly read: ReadLines }[];
  /** Of all files. */
  readonly rules: readonly LoadedRule[];
}

/** The file as checks see it, its folder, and what is said of its lines whatever stands around them. */
export function readRulesFile(
  document: Rules,
  { target, siblings }: Surroundings<RulesTree>,
): { readonly file: RulesFile; readonly folder: RulesFolder; readonly findings: readonly Finding[] } {
  const folder = folderOf(document, siblings, target);
  const { setting, tree, taken, rules, findings } = read(document, target);
  const file: RulesFile = { ...setting, text: tree.text, tree, taken, rules, folderRules: folder.rules };
  return { file, folder, findings };
}

/** What is known of a tree lives as long as the tree. */
const known = new WeakMap<RulesTree, ReadLines>();
/** The version of the file whose lines are known, until those of the tree are. */
const earlier = new WeakMap<RulesTree, RulesTree>();

/** Notes that `tree` is of a later version of the same file, so that only the lines that differ have to be read. */
export function follows(tree: RulesTree, before: RulesTree): RulesTree {
  // One version back and no chain: versions that nobody asked about are let go.
  const last = known.has(before) ? before : earlier.get(before);
  if (last !== undefined) earlier.set(tree, last);
  return tree;
}

function read({ uri, tree }: Rules, target: Target): ReadLines {
  const there = known.get(tree);
  if (there !== undefined && fits(there.setting, uri, target)) return there;
  const last = known.get(earlier.get(tree) ?? tree);
  const setting = settingOf(uri, target);
  const lines = readLines(tree, setting, last !== undefined && fits(last.setting, uri, target) ? last : undefined);
  known.set(tree, lines);
  earlier.delete(tree);
  return lines;
}

function fits(setting: RulesSetting, uri: string, target: Target): boolean {
  return setting.uri === uri && (setting.target === target || keyOf(setting.target) === keyOf(target));
}

const keys = new WeakMap<Target, string>();

/** Equal for targets that say the same. */
function keyOf(target: Target): string {
  let key = keys.get(target);
  if (key === undefined) keys.set(target, (key = JSON.stringify(target)));
  return key;
}

function settingOf(uri: string, target: Target): RulesSetting {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return { uri, name, isInRulesFolder: uri.endsWith(`/rules.d/${name}`), target, machine: machineOf(target) };
}

/** The last folder that a tree was judged in. */
const folders = new WeakMap<RulesTree, RulesFolder>();

function folderOf(document: Rules, siblings: readonly Rules[], target: Target): RulesFolder {
  const documents = siblings.some(({ uri }) => uri === document.uri)
    ? siblings.map((each) => (each.uri === document.uri ? document : each))
    : [document, ...siblings];
  const before = folders.get(document.tree);
  if (before !== undefined && keyOf(before.target) === keyOf(target) && isOf(documents, before)) return before;
  const files = documents.map((each) => ({ document: each, read: read(each, target) }));
  const rules = files.length === 1 ? files[0]!.read.rules : files.flatMap((each) => each.read.rules);
  const folder = { target, files, rules };
  for (const { tree } of documents) folders.set(tree, folder);
  return folder;
}

function isOf(documents: readonly Rules[], { files }: RulesFolder): boolean {
  return documents.length === files.length && documents.every(({ tree }, at) => tree === files[at]!.document.tree);
}
