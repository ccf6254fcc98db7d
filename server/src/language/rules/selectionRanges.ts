import { readCommaList, readField } from '../../../../core/src/rules/arguments';
import { type OptionUse, type RulesTree, optionAt } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { Position, SelectionRange } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import { readLineAt } from './lineNotes';

/** From the smallest thing under the cursor outwards: value, argument, option, rule, document. */
export function selectionRanges(document: SourceDocument<RulesTree>, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const offset = offsetOf(document.lines, position);
    const line = readLineAt(document, offset);
    const spans: Span[] = [{ start: 0, end: document.text.length }, line];
    const use = optionAt(line, offset);
    if (use !== undefined) {
      spans.push({ start: use.nameSpan.start, end: use.argument?.end ?? use.nameSpan.end });
      if (use.argument !== undefined && use.argument.start <= offset) spans.push(use.argument);
      else spans.push(use.nameSpan);
      spans.push(
        ...piecesOf(use, document.text)
          .filter(({ start, end }) => start <= offset && offset <= end)
          .slice(0, 1),
      );
    }
    let result: SelectionRange | undefined;
    let outer: Span | undefined;
    for (const span of spans) {
      if (
        outer !== undefined &&
        (span.start < outer.start || span.end > outer.end || (span.start === outer.start && span.end === outer.end))
      )
        continue;
      result = { range: rangeOf(document.lines, span), ...(result === undefined ? {} : { parent: result }) };
      outer = span;
    }
    return result ?? { range: { start: position, end: position } };
  });
}

function piecesOf({ name, argument }: OptionUse, source: string): readonly Span[] {
  if (argument === undefined) return [];
  if (name === '-S' || name === '-a' || name === '-A' || name === '-d') return readCommaList(argument, source);
  if (name !== '-F' && name !== '-C') return [];
  const { field, operator, value } = readField(argument, source);
  return [field, operator, value].filter((each) => each !== undefined);
}
