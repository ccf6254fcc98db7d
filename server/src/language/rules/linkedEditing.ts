import type { RulesTree } from '../../../../core/src/rules/tree';
import type { LinkedEditingRanges, Position } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';
import { keyAt } from './keys';
import { keysOf } from './keyUses';

/** A key and what the file has of the same key: typed in one place, it changes in all. */
export function linkedEditing(document: SourceDocument<RulesTree>, position: Position): LinkedEditingRanges | null {
  const key = keyAt(document, position);
  if (key === undefined) return null;
  const written = document.text.slice(key.start, key.end);
  const same = (keysOf(document).get(key.text) ?? [])
    .map(({ part }) => part)
    // An editor links only what is written alike.
    .filter(({ start, end }) => document.text.slice(start, end) === written);
  if (same.length < 2) return null;
  return { ranges: same.map((part) => rangeOf(document.lines, part)), wordPattern: '[^ \\t\\r\\n,]+' };
}
