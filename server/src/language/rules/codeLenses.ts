import type { RulesTree } from '../../../../core/src/rules/tree';
import type { CodeLens } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { rangeOf } from '../ranges';
import { references } from './keys';
import { keysOf } from './keyUses';

type Rules = SourceDocument<RulesTree>;
type Around = Surroundings<RulesTree>;

/** A command of VS Code; other editors have their own, or show the title only. */
const showReferences = 'editor.action.showReferences';

/** Above the first rule of each key that several rules share: how many. Which ones is worked out when it is shown. */
export function codeLenses(document: Rules, around: Around): CodeLens[] {
  const lenses: CodeLens[] = [];
  for (const [key, uses] of keysOf(document)) {
    const [first] = uses;
    if (first === undefined || (uses.length < 2 && countOf(key, document, around) < 2)) continue;
    lenses.push({ range: rangeOf(document.lines, first.part), data: { uri: document.uri, key } });
  }
  return lenses;
}

export function resolveCodeLens(document: Rules, lens: CodeLens, around: Around): CodeLens {
  const found = references(document, lens.range.start, around);
  const { key } = lens.data as { readonly key: string };
  const title = `${key.slice(0, 60)}: key used by ${found.length} ${found.length === 1 ? 'rule' : 'rules'}`;
  return {
    ...lens,
    command: { title, command: showReferences, arguments: [document.uri, lens.range.start, found] },
  };
}

function countOf(key: string, document: Rules, { siblings }: Around): number {
  let count = 0;
  for (const each of new Set([document, ...siblings])) count += keysOf(each).get(key)?.length ?? 0;
  return count;
}
