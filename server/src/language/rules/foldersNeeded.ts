import type { Part } from '../../../../core/src/rules/arguments';
import type { RulesTree } from '../../../../core/src/rules/tree';
import { type RuleParts, partsOf } from './ruleParts';

/** The folder that has to be there when a rule with this path is loaded; undefined: none can be told. */
export function folderNeeded({ fields }: RuleParts, path: Part): string | undefined {
  const text = path.text.replace(/(.)\/+$/, '$1');
  if (!text.startsWith('/') || text === '/') return undefined;
  const isFolder = fields.some(
    ({ field, value }) => value !== undefined && value.start === path.start && field.text.toLowerCase() === 'dir',
  );
  return isFolder ? text : text.slice(0, text.lastIndexOf('/')) || '/';
}

/** All that the rules of a file need, for who can look whether it is there. */
export function foldersNeeded(tree: RulesTree): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const parts = partsOf(line, tree.text);
    const paths = parts.fields.flatMap(({ field, value }) =>
      value !== undefined && /^(path|dir|exe)$/i.test(field.text) ? [value] : [],
    );
    if (parts.watch?.argument !== undefined) paths.push(parts.watch.argument);
    for (const path of paths) {
      const folder = folderNeeded(parts, path);
      if (folder !== undefined) folders.add(folder);
    }
  }
  return folders;
}
