import type { SemanticTokensLegend } from 'vscode-languageserver';

/** Token types that languages may use; a type's index here is its number on the wire. */
export const semanticTokenTypes = [
  'keyword',
  'property',
  'operator',
  'enumMember',
  'number',
  'string',
  'function',
  'comment',
  'label',
] as const;

export type SemanticTokenType = (typeof semanticTokenTypes)[number];

export const semanticLegend: SemanticTokensLegend = {
  tokenTypes: [...semanticTokenTypes],
  tokenModifiers: ['deprecated'],
};
