import type { ConfigTree, Word } from '../../../../core/src/config/tree';
import { configKeyword, isDeprecated, keywordIn, kindOf, lower, valuesIn } from '../../../../core/src/facts/config';
import type { SourceDocument, Surroundings, TokenLines } from '../language';
import { type SemanticTokenType, semanticTokenTypes } from '../semanticLegend';

const deprecated = 1;

/** Keywords and values that the target's program knows; what it does not know stays plain. */
export function semanticTokens(document: SourceDocument<ConfigTree>, around: Surroundings<ConfigTree>): TokenLines {
  const { tree } = document;
  const kind = kindOf(tree.languageId);
  const version = around.target.auditVersion;
  const tokens = Array.from(tree.lines, (): number[] => []);
  for (const line of tree.lines) {
    if (line.kind !== 'setting') continue;
    const add = (word: Word | undefined, type: SemanticTokenType, modifiers = 0) => {
      if (word === undefined) return;
      const { start } = word.span;
      tokens[line.index]!.push(start - line.span.start, word.text.length, semanticTokenTypes.indexOf(type), modifiers);
    };
    const [name, equals, value, ...extra] = line.words;
    const keyword = name === undefined ? undefined : configKeyword(kind, name.text);
    if (keyword === undefined || !keywordIn(keyword, version)) continue;
    add(name, 'property', isDeprecated(keyword, version) ? deprecated : 0);
    if (equals?.text !== '=') continue;
    add(equals, 'operator');
    if (value === undefined) continue;
    const listed = valuesIn(keyword, version).find((entry) => entry.value === lower(value.text));
    if (listed !== undefined) add(value, 'enumMember', isDeprecated(listed, version) ? deprecated : 0);
    else if (/^[0-9]+%?$/.test(value.text)) add(value, 'number');
    else if (keyword.values.length === 0) add(value, 'string');
    for (const word of extra) add(word, 'string');
  }
  return { first: 0, lines: tokens };
}
