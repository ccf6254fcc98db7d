import type { Finding } from '../../../../core/src/findings';
import { effectiveLines } from '../../../../core/src/rules/effective';
import { type KnownEffect, type OrderFinding, orderFindings } from '../../../../core/src/rules/order';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { ReadLines } from './readLines';
import type { RulesFolder } from './readRulesFile';
import { indexOfLine } from './sameEnds';

/** What shows only in the order in which the lines of a rules.d folder take effect, as far as it is about this file. */
export function folderFindings(uri: string, folder: RulesFolder): Finding[] {
  let judged = known.get(folder);
  if (judged === undefined) known.set(folder, (judged = judge(folder)));
  const { byFile, files } = judged;
  const own = nameOf(uri);
  const file = files.get(own);
  if (file === undefined) return [];
  return (byFile.get(own) ?? []).map(({ code, source, severity, message, refusedBy, related }) => ({
    // An exclusion that comes too late has a page of its own.
    code: code === 'unreachable-rule' && actionAt(file.read, source.line) === 'never' ? 'never-after-always' : code,
    span: spanOf(file.document.tree, source.line),
    severity,
    message,
    refusedBy,
    unnecessary: code === 'unreachable-rule' || code === 'setting-overridden',
    related: related.flatMap((each) => {
      const there = files.get(each.source.file)?.document;
      return there === undefined
        ? []
        : [{ uri: there.uri, span: spanOf(there.tree, each.source.line), message: each.message }];
    }),
  }));
}

interface JudgedFolder {
  readonly files: ReadonlyMap<string, RulesFolder['files'][number]>;
  readonly byFile: ReadonlyMap<string, readonly OrderFinding[]>;
}

/** A folder is judged once, for all of its files. */
const known = new WeakMap<RulesFolder, JudgedFolder>();

function judge({ files: all, target }: RulesFolder): JudgedFolder {
  const files = new Map(all.map((each) => [nameOf(each.document.uri), each]));
  const effective = effectiveLines(
    [...files].map(([name, { document }]) => ({ name, text: document.text })),
    target,
  );
  const findings = orderFindings(effective, target, ({ file, line }, text) => {
    const there = files.get(file);
    return there === undefined ? undefined : effectAt(there.read, line, text);
  });
  const byFile = new Map<string, OrderFinding[]>();
  for (const finding of findings) {
    const same = byFile.get(finding.source.file);
    if (same === undefined) byFile.set(finding.source.file, [finding]);
    else same.push(finding);
  }
  return { files, byFile };
}

/** What a line does, if it is taken over as it stands: not glued to another, not cut. */
function effectAt({ tree, known: lines }: ReadLines, number: number, text: string): KnownEffect | undefined {
  const line = tree.lines[number];
  if (line?.number !== number || tree.lines[number + 1]?.number === number || line.text !== text) return undefined;
  return lines[number]?.facts ?? 'none';
}

function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function actionAt({ tree, known: lines }: ReadLines, number: number): string | undefined {
  return lines[indexOfLine(tree.lines, number)]?.facts?.effect.rule?.action;
}

/** A line without its blanks. */
function spanOf({ lines }: RulesTree, number: number): Span {
  const line = lines[indexOfLine(lines, number)];
  if (line?.number !== number) return { start: 0, end: 0 };
  const { words } = line;
  return { start: words[0]?.start ?? line.start, end: words.at(-1)?.end ?? line.end };
}
