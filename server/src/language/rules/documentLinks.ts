import type { RulesTree } from '../../../../core/src/rules/tree';
import type { DocumentLink } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';

const manualPage = /(?<![\w/.-])([a-z][a-z0-9_.-]{1,40})\(([1-8])\)/g;
const disabling = /^ *# *auditd-lint (?:disable-next-line|disable|enable)(?= )(.*)$/;
/** What is longer is no comment that somebody reads. */
const longestComment = 2000;

/** In comments: manual pages such as auditctl(8), and the codes that a comment disables, which lead to their pages. */
export function documentLinks(document: SourceDocument<RulesTree>): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const line of document.tree.lines) {
    if (line.kind !== 'comment' || line.piece > 0 || line.end - line.start > longestComment) continue;
    const { text, start } = line;
    const range = (from: number, length: number) =>
      rangeOf(document.lines, { start: start + from, end: start + from + length });
    for (const { 0: whole, 1: name, 2: section, index } of text.matchAll(manualPage)) {
      const target = `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`;
      links.push({ range: range(index, whole.length), target, tooltip: `Manual page ${whole}` });
    }
    const codes = disabling.exec(text)?.[1];
    if (codes === undefined) continue;
    for (const { 0: code, index } of codes.matchAll(/[^ ,]+/g)) {
      links.push({ range: range(text.length - codes.length + index, code.length), data: { code } });
    }
  }
  return links;
}
