import { type RulesLine, type RulesTree } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { SemanticTokens } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { type SemanticTokenType, semanticTokenTypes } from '../semanticLegend';
import { partsOf } from './ruleParts';

interface Token extends Span {
  readonly type: SemanticTokenType;
}

/** What the words of a rule are, as auditctl takes them: glued arguments and reordered options included. */
export function semanticTokens(document: SourceDocument<RulesTree>): SemanticTokens {
  const data: number[] = [];
  let lastLine = 0;
  let lastColumn = 0;
  for (const line of document.tree.lines) {
    if (line.kind !== 'command') continue;
    const lineStart = document.lines.startOf(line.number);
    for (const { start, end, type } of tokensOf(line, document.text)) {
      const column = start - lineStart;
      data.push(
        line.number - lastLine,
        line.number === lastLine ? column - lastColumn : column,
        end - start,
        semanticTokenTypes.indexOf(type),
        0,
      );
      lastLine = line.number;
      lastColumn = column;
    }
  }
  return { data };
}

const numeric = /^-?\d/;

function tokensOf(line: RulesLine, source: string): Token[] {
  const tokens: Token[] = [];
  const add = (span: Span | undefined, type: SemanticTokenType) => {
    if (span !== undefined && span.end > span.start) tokens.push({ start: span.start, end: span.end, type });
  };
  const parts = partsOf(line, source);
  for (const { nameSpan } of line.options) add(nameSpan, 'keyword');
  add(parts.action, 'enumMember');
  add(parts.list, 'enumMember');
  for (const syscall of parts.syscalls) add(syscall, numeric.test(syscall.text) ? 'number' : 'function');
  for (const { field, operator, value } of parts.fields) {
    add(field, 'property');
    add(operator, 'operator');
    if (value !== undefined && !parts.keys.includes(value)) add(value, numeric.test(value.text) ? 'number' : 'string');
  }
  for (const { field, operator, value } of parts.compares) {
    add(field, 'property');
    add(operator, 'operator');
    add(value, 'property');
  }
  for (const key of parts.keys) add(key, 'label');
  add(parts.watch?.argument, 'string');
  add(parts.permissions, 'enumMember');
  return tokens
    .sort((a, b) => a.start - b.start)
    .filter((token, index, all) => index === 0 || token.start >= all[index - 1]!.end);
}
