import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';
import { partsOf } from './ruleParts';
import { sectionsOf } from './sections';

/** Sections with their rules; a rule is called by its key, else by what it is about. */
export function documentSymbols(document: SourceDocument<RulesTree>): DocumentSymbol[] {
  const { before, sections } = sectionsOf(document.tree);
  const symbols = (lines: readonly RulesLine[]) =>
    lines.filter(({ kind }) => kind === 'command').map((line) => symbolOf(line, document));
  return [
    ...symbols(before),
    ...sections.map(({ title, heading, lines }) => ({
      name: title,
      kind: SymbolKind.Namespace,
      range: rangeOf(document.lines, {
        start: heading.start,
        end: (lines.findLast(({ kind }) => kind !== 'blank') ?? heading).end,
      }),
      selectionRange: rangeOf(document.lines, heading),
      children: symbols(lines),
    })),
  ];
}

function symbolOf(line: RulesLine, document: SourceDocument<RulesTree>): DocumentSymbol {
  const { adding, action, list, keys, syscalls, watch } = partsOf(line, document.text);
  const range = rangeOf(document.lines, line);
  const text = line.text.trim() || '(blank)';
  if (adding === undefined && watch === undefined)
    return { name: text.slice(0, 120), kind: SymbolKind.Property, range, selectionRange: range };
  const about = watch?.argument?.text ?? syscalls.map((each) => each.text).join(',');
  const key = keys.map((each) => each.text).join(' ');
  return {
    name: (key || about || text).slice(0, 120) || '(rule)',
    detail: [action?.text, list?.text, key === '' ? '' : about]
      .filter((each) => each !== undefined && each !== '')
      .join(' ')
      .slice(0, 120),
    kind: watch === undefined ? SymbolKind.Event : SymbolKind.File,
    range,
    selectionRange: range,
  };
}
