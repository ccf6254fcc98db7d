import { syscallName, syscallNumbers } from '../../../../core/src/facts/rules/syscalls';
import { addressFamilies } from '../../../../core/src/facts/rules/values';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import { type InlayHint, InlayHintKind, type InlayHintLabelPart, type Range } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { positionOf, rangeOf, spanOf } from '../ranges';
import { readLine } from './lineNotes';
import { tableOf } from './machine';
import { type RuleParts, partsOf, valueOf } from './ruleParts';
import { twinsOf } from './twinRules';

/**
 * What a number stands for, behind it: the system call, the address family, the unset id. Behind system calls their
 * numbers, and at the end of a rule for b64 or b32 where its twin stands.
 */
export function inlayHints(
  document: SourceDocument<RulesTree>,
  range: Range,
  { target }: Surroundings<RulesTree>,
): InlayHint[] {
  const shown = spanOf(document.lines, range);
  const hints: InlayHint[] = [];
  const add = (offset: number, label: InlayHint['label'] | undefined, tooltip?: string) => {
    if (label === undefined) return;
    hints.push({
      position: positionOf(document.lines, offset),
      label,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
      ...(tooltip === undefined ? {} : { tooltip }),
    });
  };
  const { lines } = document;
  const last = lines.lineAt(shown.end);
  for (const line of numbered(lines.lineAt(shown.start), last).flatMap((number) => readLine(lines, number))) {
    if (line.kind !== 'command' || line.end < shown.start || line.start > shown.end) continue;
    const parts = partsOf(line, document.text);
    for (const { end, label, tooltip } of callNumbers(parts, target)) add(end, label, tooltip);
    for (const { text, end } of parts.syscalls) {
      if (/^\d{1,4}$/.test(text)) add(end, syscallName(tableOf(parts, target), Number(text), target.auditVersion));
    }
    for (const { field, value } of parts.fields) {
      if (value === undefined) continue;
      const name = field.text.toLowerCase();
      if (name === 'saddr_fam')
        add(value.end, addressFamilies.find(({ number }) => String(number) === value.text)?.name);
      if ((name === 'auid' || name === 'loginuid') && /^(4294967295|-1)$/.test(value.text)) add(value.end, 'unset');
    }
    add(line.words.at(-1)?.end ?? line.end, twinLabel(line, parts, document));
  }
  return hints;
}

function numbered(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** So many numbers are read at a glance; the others are in the tooltip. */
const numbersShown = 4;

/** Behind each -S the numbers of the calls that it names, on the machine of the rule. */
function* callNumbers(
  parts: RuleParts,
  target: Target,
): Generator<{ readonly end: number; readonly label: string; readonly tooltip: string }> {
  const table = tableOf(parts, target);
  const numbers = syscallNumbers(table, target.auditVersion);
  for (const { name, argument } of parts.line.options) {
    if (name !== '-S' || argument === undefined) continue;
    const found = parts.syscalls
      .filter(({ start, end }) => argument.start <= start && end <= argument.end)
      .flatMap(({ text }) => {
        const number = numbers.get(text.toLowerCase());
        return number === undefined ? [] : [{ text, number }];
      });
    if (found.length === 0) continue;
    const shown = found.slice(0, numbersShown).map(({ number }) => number);
    yield {
      end: argument.end,
      label: `= ${shown.join(', ')}${found.length > numbersShown ? ', …' : ''}`,
      tooltip: `On ${table}: ${found.map(({ text, number }) => `${text} ${number}`).join(', ')}`,
    };
  }
}

/** Which line says the same for the calls of the other width; a click leads there. */
function twinLabel(
  line: RulesLine,
  parts: RuleParts,
  document: SourceDocument<RulesTree>,
): InlayHintLabelPart[] | undefined {
  const twin = twinsOf(document).get(line.start);
  if (twin === undefined) return undefined;
  const value = `${valueOf(parts, 'arch') === 'b64' ? 'b32' : 'b64'}: line ${twin.number + 1}`;
  return [{ value, location: { uri: document.uri, range: rangeOf(document.lines, twin) } }];
}
