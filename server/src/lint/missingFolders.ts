import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RulesTree } from '../../../core/src/rules/tree';
import { foldersNeeded } from '../language/rules/foldersNeeded';
import type { LintDocument } from './lintDocument';

/** Of the folders that rules name those that the file tree of a host, or of an image, does not have. */
export function missingFolders(root: string, documents: readonly LintDocument[]): string[] {
  const needed = new Set<string>();
  for (const { languageId, tree } of documents) {
    if (languageId !== 'audit-rules') continue;
    for (const folder of foldersNeeded(tree as RulesTree)) needed.add(folder);
  }
  return [...needed].filter((folder) => !isFolderIn(root, folder));
}

/** Links are followed as the host would: an absolute one begins again at its root. */
function isFolderIn(root: string, folder: string): boolean {
  const rest = folder.split('/').reverse();
  const reached: string[] = [];
  let links = 0;
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      reached.pop();
      continue;
    }
    const path = join(root, ...reached, part);
    try {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) {
        if (++links > 40) return false;
        const target = readlinkSync(path);
        if (target.startsWith('/')) reached.length = 0;
        rest.push(...target.split('/').reverse());
      } else if (!stat.isDirectory()) return false;
      else reached.push(part);
    } catch {
      return false;
    }
  }
  return true;
}
