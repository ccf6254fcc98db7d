import type { Hover, Position } from 'vscode-languageserver';
import type { ConfigTree } from '../../../../core/src/config/tree';
import { lineAt } from '../../../../core/src/config/tree';
import { configKeyword, kindOf, lower } from '../../../../core/src/facts/config';
import type { SourceDocument, Surroundings } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import { keywordText, valueText } from './keywordText';

/** On a keyword all that is known of it; on a listed value what it means. */
export function hover(
  document: SourceDocument<ConfigTree>,
  position: Position,
  around: Surroundings<ConfigTree>,
): Hover | null {
  const offset = offsetOf(document.lines, position);
  const line = lineAt(document.tree, offset);
  const at = line.words.findIndex(({ span }) => span.start <= offset && offset <= span.end);
  const [name] = line.words;
  const word = line.words[at];
  if (line.kind !== 'setting' || name === undefined || word === undefined) return null;
  const kind = kindOf(document.tree.languageId);
  const keyword = configKeyword(kind, name.text);
  if (keyword === undefined) return null;
  const version = around.target.auditVersion;
  const listed = at === 2 ? keyword.values.find(({ value }) => value === lower(word.text)) : undefined;
  const value =
    listed === undefined
      ? keywordText(kind, keyword, version)
      : `${valueText(keyword, listed, version)}\n\n---\n\n${keywordText(kind, keyword, version)}`;
  return { contents: { kind: 'markdown', value }, range: rangeOf(document.lines, word.span) };
}
