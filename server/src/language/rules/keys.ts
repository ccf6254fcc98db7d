import type { Part } from '../../../../core/src/rules/arguments';
import type { RulesTree } from '../../../../core/src/rules/tree';
import { escapeWord } from '../../../../core/src/rules/words';
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import { keysOf } from './keyUses';
import { readLineAt } from './lineNotes';
import { partsOf } from './ruleParts';

type Rules = SourceDocument<RulesTree>;
type Around = Surroundings<RulesTree>;

/** The key under the cursor. */
export function keyAt(document: Rules, position: Position): Part | undefined {
  const offset = offsetOf(document.lines, position);
  const line = readLineAt(document, offset);
  return partsOf(line, document.text).keys.find(({ start, end }) => start <= offset && offset <= end);
}

/** The rules of a key, in all files of the folder. */
export function rulesOfKey(
  document: Rules,
  key: string,
  around: Around,
): { document: Rules; line: number; text: string }[] {
  return folder(document, around).flatMap((each) =>
    (keysOf(each).get(key) ?? []).map(({ number, line }) => ({
      document: each,
      line: number,
      text: each.text.slice(line.start, line.end).trim(),
    })),
  );
}

/** From a key to the rules that carry it. */
export function definition(document: Rules, position: Position, around: Around): Location[] | null {
  const key = keyAt(document, position);
  if (key === undefined) return null;
  return folder(document, around).flatMap((each) =>
    (keysOf(each).get(key.text) ?? []).map(({ line }) => ({ uri: each.uri, range: rangeOf(each.lines, line) })),
  );
}

export function references(document: Rules, position: Position, around: Around): Location[] {
  const key = keyAt(document, position);
  if (key === undefined) return [];
  return folder(document, around).flatMap((each) => uses(each, key.text).map((range) => ({ uri: each.uri, range })));
}

export function renameRange(document: Rules, position: Position): Range | null {
  const key = keyAt(document, position);
  return key === undefined ? null : rangeOf(document.lines, key);
}

export function rename(document: Rules, position: Position, newName: string, around: Around): WorkspaceEdit | null {
  const key = keyAt(document, position);
  // A line feed would end the rule, and an empty key would take the next option as its argument.
  if (key === undefined || newName === '' || newName.includes('\n')) return null;
  const changes: Record<string, TextEdit[]> = {};
  for (const each of folder(document, around)) {
    const edits = uses(each, key.text).map((range) => ({ range, newText: escapeWord(newName) }));
    if (edits.length > 0) changes[each.uri] = edits;
  }
  return { changes };
}

export function highlights(document: Rules, position: Position): DocumentHighlight[] {
  const key = keyAt(document, position);
  if (key === undefined) return [];
  return uses(document, key.text).map((range) => ({ range, kind: DocumentHighlightKind.Text }));
}

function uses(document: Rules, key: string): Range[] {
  return (keysOf(document).get(key) ?? []).map(({ part }) => rangeOf(document.lines, part));
}

function folder(document: Rules, { siblings }: Around): readonly Rules[] {
  return siblings.includes(document) ? siblings : [document, ...siblings];
}
