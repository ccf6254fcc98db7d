import { type Machine } from '../../../../core/src/facts/rules/machines';
import { readLine } from '../../../../core/src/rules/judge';
import type { Effect, SentRule } from '../../../../core/src/rules/sent';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import type { SourceDocument, Surroundings } from '../language';
import { machineOf } from './machine';
import { type RuleParts, partsOf } from './ruleParts';

/** A line that auditctl takes. What it refuses is said elsewhere and gets no advice. */
export interface TakenLine {
  readonly uri: string;
  readonly line: RulesLine;
  readonly parts: RuleParts;
  readonly effect: Effect;
}

/** A line that sends a rule. */
export interface LoadedRule extends TakenLine {
  readonly rule: SentRule;
}

/** What checks look at: one file for one target, with the rules of the folder around it. */
export interface RulesFile {
  readonly uri: string;
  /** Without folders. */
  readonly name: string;
  /** The files of such a folder are one program, in which augenrules moves -D, -b, -f and -e. */
  readonly isInRulesFolder: boolean;
  readonly text: string;
  readonly tree: RulesTree;
  readonly target: Target;
  readonly machine: Machine;
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
  /** The rules of this file and of its siblings. */
  readonly folderRules: readonly LoadedRule[];
}

interface Read {
  readonly target: string;
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
}

const known = new WeakMap<RulesTree, Read>();

export function rulesFile(
  document: SourceDocument<RulesTree>,
  { target, siblings }: Surroundings<RulesTree>,
): RulesFile {
  const { uri, text, tree } = document;
  const { taken, rules } = readTaken(document, target);
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return {
    uri,
    name,
    isInRulesFolder: uri.endsWith(`/rules.d/${name}`),
    text,
    tree,
    target,
    machine: machineOf(target),
    taken,
    rules,
    folderRules:
      siblings.length < 2
        ? rules
        : siblings.flatMap((each) => (each.uri === uri ? rules : readTaken(each, target).rules)),
  };
}

/** Siblings stay while one types, so what was read of a version is kept with it. */
function readTaken({ uri, text, tree }: SourceDocument<RulesTree>, target: Target): Read {
  const key = `${target.auditVersion} ${target.arch} ${(target.users ?? ['?']).join()} ${(target.groups ?? ['?']).join()}`;
  const before = known.get(tree);
  if (before?.target === key) return before;
  const taken: TakenLine[] = [];
  const rules: LoadedRule[] = [];
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const effect = readLine(line, text, target)?.effect;
    if (effect === undefined) continue;
    const each = { uri, line, parts: partsOf(line, text), effect };
    if (effect.rule === undefined) taken.push(each);
    else {
      const loaded = { ...each, rule: effect.rule };
      taken.push(loaded);
      rules.push(loaded);
    }
  }
  const read = { target: key, taken, rules };
  known.set(tree, read);
  return read;
}
