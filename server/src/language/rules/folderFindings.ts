import type { Finding } from '../../../../core/src/findings';
import { effectiveRules } from '../../../../core/src/rules/effective';
import { orderFindings } from '../../../../core/src/rules/order';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument } from '../language';
import type { RulesFile } from './rulesFile';

type Rules = SourceDocument<RulesTree>;

/** What shows only in the order in which the lines of a rules.d folder take effect, as far as it is about this file. */
export function folderFindings(file: RulesFile, siblings: readonly Rules[]): Finding[] {
  const byName = new Map(siblings.map((each) => [nameOf(each.uri), each]));
  const files = [...byName].map(([name, { text }]) => ({ name, text }));
  const own = nameOf(file.uri);
  return orderFindings(effectiveRules(files, file.target), file.target)
    .filter(({ source }) => source.file === own)
    .map(({ code, source, severity, message, refusedBy, related }) => ({
      // An exclusion that comes too late has a page of its own.
      code: code === 'unreachable-rule' && actionAt(file, source.line) === 'never' ? 'never-after-always' : code,
      span: spanOf(file.tree, source.line),
      severity,
      message,
      refusedBy,
      unnecessary: code === 'unreachable-rule' || code === 'setting-overridden',
      related: related.flatMap((each) => {
        const document = byName.get(each.source.file);
        return document === undefined
          ? []
          : [{ uri: document.uri, span: spanOf(document.tree, each.source.line), message: each.message }];
      }),
    }));
}

function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function actionAt({ rules }: RulesFile, number: number): string | undefined {
  return rules.find(({ line }) => line.number === number)?.rule.action;
}

/** A line without its blanks. `number` counts lines; where long ones are cut, a line has several entries. */
function spanOf({ lines }: RulesTree, number: number): Span {
  const line = lines[number]?.number === number ? lines[number] : lines.find((each) => each.number === number);
  if (line === undefined) return { start: 0, end: 0 };
  const { words } = line;
  return { start: words[0]?.start ?? line.start, end: words.at(-1)?.end ?? line.end };
}
