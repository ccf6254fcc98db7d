import { canonicalRules, compareRules, listedRules } from '../../../core/src/rules/canonical';
import { effectiveRules } from '../../../core/src/rules/effective';
import { judgeRules } from '../../../core/src/rules/judge';
import { parseRules } from '../../../core/src/rules/tree';
import type { HostState } from './hostState';
import { targetOf } from './hostState';
import type { CompiledLine, RuleBook, RuleComparison, RulesFile } from './ruleBook';

/** The language of rules as core knows it. */
export const coreRuleBook: RuleBook = { compile, compare };

function compare(wanted: readonly CompiledLine[], listed: readonly string[], state: HostState): RuleComparison {
  const target = targetOf(state);
  if (target === undefined) return { wanted: 0, missing: [], foreign: listed, orderDiffers: false };
  const text = wanted.map((line) => line.text).join('\n');
  const rules = canonicalRules(text, target, state);
  const { onlyWanted, onlyLoaded, orderDiffers } = compareRules(rules, listedRules(listed.join('\n'), target, state));
  const refused = ignoresErrors(wanted) ? refusedLines(text, state) : [];
  const missing = new Set([...onlyWanted.map(({ line }) => line), ...refused]);
  return {
    wanted: rules.length + refused.length,
    missing: [...missing].sort((a, b) => a - b).flatMap((line) => wanted[line] ?? []),
    foreign: onlyLoaded.flatMap(({ line }) => listed[line] ?? []),
    orderDiffers,
  };
}

/** After -i or -c a load passes though lines were refused: then those are missing, too. */
function ignoresErrors(lines: readonly CompiledLine[]): boolean {
  return lines.some(({ text }) => /^ *-[ic] *$/.test(text));
}

function refusedLines(text: string, state: HostState): number[] {
  const target = targetOf(state);
  if (target === undefined) return [];
  const tree = parseRules(text);
  const refused = judgeRules(tree, target).filter(
    ({ refusedBy, severity }) => refusedBy !== null && severity === 'error',
  );
  const lines = refused.map(({ span }) =>
    tree.lines.findIndex((line) => span.start >= line.start && span.start <= line.end),
  );
  return [...new Set(lines)].filter((line) => line >= 0);
}

function compile(files: readonly RulesFile[], state: HostState): CompiledLine[] {
  const target = targetOf(state);
  if (target === undefined) return [];
  return effectiveRules(files, target).lines.map(({ text, source }) =>
    source === undefined ? { text } : { text, file: source.file, line: source.line + 1 },
  );
}
