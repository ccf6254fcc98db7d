import { type RulesLine, type RulesTree, linesOf } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { Range } from 'vscode-languageserver';
import type { SourceDocument, Surroundings, TokenLines } from '../language';
import { type SemanticTokenType, semanticTokenTypes } from '../semanticLegend';
import { LineNotes } from './lineNotes';
import { partsOf } from './ruleParts';

interface Token extends Span {
  readonly type: SemanticTokenType;
}

/** What the words of a rule are, as auditctl takes them: glued arguments and reordered options included. */
export function semanticTokens(
  document: SourceDocument<RulesTree>,
  _around: Surroundings<RulesTree>,
  range?: Range,
): TokenLines {
  if (range === undefined) return { first: 0, lines: tokenNotes.of(document) };
  const { lines } = document;
  const first = range.start.line;
  const found: (readonly number[])[] = [];
  for (let number = first; number <= range.end.line && number < lines.count; number++) {
    found.push(noteOf(lines.textOf(number)));
  }
  return { first, lines: found };
}

const tokenNotes = new LineNotes(tokensOfPieces);
const noTokens: readonly number[] = [];

function noteOf(text: string): readonly number[] {
  return tokensOfPieces(linesOf(text, 0, 0, text.length), text);
}

function tokensOfPieces(pieces: readonly RulesLine[], text: string): readonly number[] {
  const note: number[] = [];
  for (const line of pieces) {
    if (line.kind !== 'command') continue;
    for (const { start, end, type } of tokensOf(line, text)) {
      note.push(start, end - start, semanticTokenTypes.indexOf(type), 0);
    }
  }
  return note.length === 0 ? noTokens : note;
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
