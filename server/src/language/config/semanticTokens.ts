import type { SemanticTokens } from 'vscode-languageserver';
import type { ConfigTree, Word } from '../../../../core/src/config/tree';
import { configKeyword, isDeprecated, keywordIn, kindOf, lower, valuesIn } from '../../../../core/src/facts/config';
import type { SourceDocument, Surroundings } from '../language';
import { type SemanticTokenType, semanticTokenTypes } from '../semanticLegend';

const deprecated = 1;

/** Keywords and values that the target's program knows; what it does not know stays plain. */
export function semanticTokens(document: SourceDocument<ConfigTree>, around: Surroundings<ConfigTree>): SemanticTokens {
  const { tree } = document;
  const kind = kindOf(tree.languageId);
  const version = around.target.auditVersion;
  const data: number[] = [];
  let lastLine = 0;
  let lastColumn = 0;
  for (const line of tree.lines) {
    if (line.kind !== 'setting') continue;
    const add = (word: Word | undefined, type: SemanticTokenType, modifiers = 0) => {
      if (word === undefined) return;
      const column = word.span.start - line.span.start;
      const sameLine = line.index === lastLine;
      data.push(line.index - lastLine, sameLine ? column - lastColumn : column, word.text.length);
      data.push(semanticTokenTypes.indexOf(type), modifiers);
      lastLine = line.index;
      lastColumn = column;
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
  return { data };
}
