import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { isAt, rangeOf } from '../ranges';
import { LineNotes } from './lineNotes';
import { partsOf } from './ruleParts';
import { type SectionLine, sectionsOf } from './sections';

/** Sections with their rules; a rule is called by its key, else by what it is about. */
export function documentSymbols(document: SourceDocument<RulesTree>): DocumentSymbol[] {
  const { before, sections } = sectionsOf(document);
  const names = symbolNotes.of(document);
  const symbols = (lines: readonly SectionLine[]) =>
    lines
      .filter(({ kind }) => kind === 'command')
      .map((line) => symbolAt(line, names[line.number]![line.piece]!, document));
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

/** What a line is called, and the symbol that was last made of it. */
interface Naming {
  readonly called: Pick<DocumentSymbol, 'name' | 'detail' | 'kind'>;
  symbol: DocumentSymbol | undefined;
}

/** The same as for the last version, unless lines above it have come or gone. */
function symbolAt(line: SectionLine, naming: Naming, { lines }: SourceDocument): DocumentSymbol {
  const { symbol } = naming;
  if (symbol !== undefined && isAt(symbol.range, lines, line)) return symbol;
  const range = rangeOf(lines, line);
  return (naming.symbol = { ...naming.called, range, selectionRange: range });
}

const none: readonly Naming[] = [];

const symbolNotes = new LineNotes((pieces, text): readonly Naming[] =>
  pieces.every(({ kind }) => kind !== 'command')
    ? none
    : pieces.map((line) => ({ called: namingOf(line, text), symbol: undefined })),
);

function namingOf(line: RulesLine, source: string): Naming['called'] {
  const { adding, action, list, keys, syscalls, watch } = partsOf(line, source);
  const text = line.text.trim() || '(blank)';
  if (adding === undefined && watch === undefined) return { name: text.slice(0, 120), kind: SymbolKind.Property };
  const about = watch?.argument?.text ?? syscalls.map((each) => each.text).join(',');
  const key = keys.map((each) => each.text).join(' ');
  return {
    name: (key || about || text).slice(0, 120) || '(rule)',
    detail: [action?.text, list?.text, key === '' ? '' : about]
      .filter((each) => each !== undefined && each !== '')
      .join(' ')
      .slice(0, 120),
    kind: watch === undefined ? SymbolKind.Event : SymbolKind.File,
  };
}
