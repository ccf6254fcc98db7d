import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import { type RuleParts, partsOf, valueOf } from './ruleParts';

const twinsOfTrees = new WeakMap<RulesTree, ReadonlyMap<RulesLine, RulesLine>>();

/**
 * Of the rules of a file for arch=b64 and b32 those that say the same for the other width: list, action, conditions and
 * key are written alike, and their system calls meet. Made once for a version.
 */
export function twinsOf(tree: RulesTree): ReadonlyMap<RulesLine, RulesLine> {
  const known = twinsOfTrees.get(tree);
  if (known !== undefined) return known;
  const twins = new Map<RulesLine, RulesLine>();
  const waiting = new Map<
    string,
    { readonly line: RulesLine; readonly width: string; readonly calls: Set<string> }[]
  >();
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const parts = partsOf(line, tree.text);
    const width = valueOf(parts, 'arch');
    if (width !== 'b64' && width !== 'b32') continue;
    const same = sameText(parts);
    const calls = new Set(parts.syscalls.map(({ text }) => text.toLowerCase()));
    const others = waiting.get(same);
    const at = others?.findIndex((other) => other.width !== width && meet(other.calls, calls)) ?? -1;
    const [twin] = at === -1 ? [] : others!.splice(at, 1);
    if (twin !== undefined) {
      twins.set(line, twin.line);
      twins.set(twin.line, line);
    } else if (others === undefined) waiting.set(same, [{ line, width, calls }]);
    // A key with very many rules would have each look through all others.
    else if (others.length < 64) others.push({ line, width, calls });
  }
  twinsOfTrees.set(tree, twins);
  return twins;
}

/** All but width and system calls. */
function sameText({ adding, action, list, fields, compares, keys, permissions }: RuleParts): string {
  const conditions = fields
    .filter(({ field }) => field.text.toLowerCase() !== 'arch')
    .map(({ field, operator, value }) => `${field.text}${operator?.text ?? ''}${value?.text ?? ''}`);
  return JSON.stringify([
    adding?.name,
    action?.text,
    list?.text,
    conditions,
    compares.map(({ field, operator, value }) => [field.text, operator?.text, value?.text]),
    keys.map(({ text }) => text),
    permissions?.text,
  ]);
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return a.size === b.size;
  for (const call of a) if (b.has(call)) return true;
  return false;
}
