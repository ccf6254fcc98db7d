import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { TextEdit } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';

/**
 * One space between words, none before and behind; nothing else is touched, comments not at all. auditctl reads the
 * same words before and after.
 */
export function formatting(document: SourceDocument<RulesTree>): TextEdit[] {
  const edits: TextEdit[] = [];
  const { lines, tree } = document;
  const replace = (start: number, end: number, newText: string) => {
    if (document.text.slice(start, end) !== newText) edits.push({ range: rangeOf(lines, { start, end }), newText });
  };
  const cut = new Set(tree.lines.filter(({ piece }) => piece > 0).map(({ number }) => number));
  for (const line of tree.lines) {
    // Where auditctl cuts a line depends on its bytes, and what stands behind a NUL it does not read.
    if (cut.has(line.number) || line.readEnd !== line.end) continue;
    if (line.kind === 'blank') replace(line.start, line.end, '');
    else if (line.kind === 'command') formatCommand(line, replace);
  }
  return edits;
}

function formatCommand(line: RulesLine, replace: (start: number, end: number, newText: string) => void): void {
  let end = line.start;
  for (const [index, word] of line.words.entries()) {
    replace(end, word.start, index === 0 ? '' : ' ');
    end = word.end;
  }
  replace(end, line.end, '');
}
