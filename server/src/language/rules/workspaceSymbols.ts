import type { RulesTree } from '../../../../core/src/rules/tree';
import { type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';
import { keysOf } from './keyUses';
import { sectionsOf } from './sections';

/** What one looks for by name in all files: keys, each at its first rule of the file, and sections. */
export function workspaceSymbols(document: SourceDocument<RulesTree>): SymbolInformation[] {
  const { uri, lines } = document;
  const keys = [...keysOf(document)].flatMap(([key, [first, ...more]]): SymbolInformation[] => {
    if (first === undefined || key === '') return [];
    const containerName = more.length === 0 ? '1 rule' : `${more.length + 1} rules`;
    const location = { uri, range: rangeOf(lines, first.part) };
    return [{ name: key.slice(0, 120), kind: SymbolKind.Key, containerName, location }];
  });
  const sections = sectionsOf(document).sections.map(({ title, heading }) => ({
    name: title,
    kind: SymbolKind.Namespace,
    location: { uri, range: rangeOf(lines, heading) },
  }));
  return [...keys, ...sections];
}
