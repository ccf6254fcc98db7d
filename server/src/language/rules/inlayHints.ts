import { syscallName } from '../../../../core/src/facts/rules/syscalls';
import { addressFamilies } from '../../../../core/src/facts/rules/values';
import type { RulesTree } from '../../../../core/src/rules/tree';
import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { positionOf, spanOf } from '../ranges';
import { tableOf } from './machine';
import { partsOf } from './ruleParts';

/** What a number stands for, behind it: the system call, the address family, the unset id. */
export function inlayHints(
  document: SourceDocument<RulesTree>,
  range: Range,
  { target }: Surroundings<RulesTree>,
): InlayHint[] {
  const shown = spanOf(document.lines, range);
  const hints: InlayHint[] = [];
  const add = (offset: number, label: string | undefined) => {
    if (label === undefined) return;
    hints.push({
      position: positionOf(document.lines, offset),
      label,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
    });
  };
  for (const line of document.tree.lines) {
    if (line.kind !== 'command' || line.end < shown.start || line.start > shown.end) continue;
    const parts = partsOf(line, document.text);
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
  }
  return hints;
}
