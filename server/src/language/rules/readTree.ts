import type { RulesTree } from '../../../../core/src/rules/tree';
import type { KnownLine } from './knownLine';
import { readFully } from './readFully';
import type { RulesSetting } from './rulesFile';
import { shapesFor } from './shapes/shapesFor';

/** Lines that are judged at once: enough that a check begins seldom, and few enough that all are read only once. */
const judgedAtOnce = 512;

/** Reads each line for itself, whatever stands around it: word by word where no line of its shape was read before. */
export function readTree(tree: RulesTree, setting: RulesSetting): (KnownLine | undefined)[] {
  const { lines } = tree;
  const shapes = shapesFor(setting);
  const known: (KnownLine | undefined)[] = [];
  let unknown: number[] = [];
  for (const line of lines) {
    const each = line.kind === 'command' ? shapes.find(line, tree, setting) : undefined;
    if (each === undefined && line.kind === 'command') unknown.push(known.length);
    known.push(each);
    if (unknown.length < judgedAtOnce) continue;
    readUnknown(unknown, tree, setting, known);
    unknown = [];
  }
  readUnknown(unknown, tree, setting, known);
  return known;
}

function readUnknown(
  places: readonly number[],
  tree: RulesTree,
  setting: RulesSetting,
  into: (KnownLine | undefined)[],
): void {
  const read = readFully(places.map((at) => tree.lines[at]!), tree, setting); // prettier-ignore
  for (let index = 0; index < places.length; index++) into[places[index]!] = read[index];
}
