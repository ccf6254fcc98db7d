import { canonicalRules, compareRules, listedRules } from '../../../core/src/rules/canonical';
import type { CanonicalRule } from '../../../core/src/rules/canonical';
import { effectiveRules } from '../../../core/src/rules/effective';
import { judgeRules } from '../../../core/src/rules/judge';
import { parseRules } from '../../../core/src/rules/tree';
import type { Target } from '../../../core/src/target';
import type { HostState } from './hostState';
import { targetOf } from './hostState';
import { Readings } from './readings';
import type { CompiledLine, RuleBook, RuleComparison, RulesFile } from './ruleBook';

/**
 * The language of rules as core knows it. Hosts of one deploy have the same files and list the same rules, before and
 * after it: what was read of a text is remembered, for those who would read it alike.
 */
export const coreRuleBook: RuleBook = coreRules();

export function coreRules(): RuleBook {
  const compiled = new Readings<readonly CompiledLine[]>();
  const wantedRules = new Readings<readonly CanonicalRule[]>();
  const loadedRules = new Readings<readonly CanonicalRule[]>();
  const facts = new WeakMap<HostState, string>();
  return { compile, compare };

  function compile(files: readonly RulesFile[], state: HostState): readonly CompiledLine[] {
    const target = targetOf(state);
    if (target === undefined) return [];
    const text = JSON.stringify(files.flatMap((file) => [file.name, file.text]));
    return compiled.of(factsOf(state), text, () => compileAnew(files, target));
  }

  function compare(wanted: readonly CompiledLine[], listed: readonly string[], state: HostState): RuleComparison {
    const target = targetOf(state);
    if (target === undefined) return { wanted: 0, missing: [], foreign: listed, orderDiffers: false };
    const text = wanted.map((line) => line.text).join('\n');
    const listing = listed.join('\n');
    const reader = factsOf(state);
    const rules = wantedRules.of(reader, text, () => canonicalRules(text, target, state));
    const loaded = loadedRules.of(reader, listing, () => listedRules(listing, target, state));
    const { onlyWanted, onlyLoaded, orderDiffers } = compareRules(rules, loaded);
    const refused = ignoresErrors(wanted) ? refusedLines(text, target) : [];
    const missing = new Set([...onlyWanted.map(({ line }) => line), ...refused]);
    return {
      wanted: rules.length + refused.length,
      missing: [...missing].sort((a, b) => a - b).flatMap((line) => wanted[line] ?? []),
      foreign: onlyLoaded.flatMap(({ line }) => listed[line] ?? []),
      orderDiffers,
    };
  }

  /** All that a reading of rules rests on beside their text. */
  function factsOf(state: HostState): string {
    let known = facts.get(state);
    if (known === undefined) {
      const { host: _name, users: _users, groups: _groups, ...target } = targetOf(state) ?? {};
      known = JSON.stringify([target, [...state.users], [...state.groups]]);
      facts.set(state, known);
    }
    return known;
  }
}

/** After -i or -c a load passes though lines were refused: then those are missing, too. */
function ignoresErrors(lines: readonly CompiledLine[]): boolean {
  return lines.some(({ text }) => /^ *-[ic] *$/.test(text));
}

function refusedLines(text: string, target: Target): number[] {
  const tree = parseRules(text);
  const refused = judgeRules(tree, target).filter(
    ({ refusedBy, severity }) => refusedBy !== null && severity === 'error',
  );
  const lines = refused.map(({ span }) =>
    tree.lines.findIndex((line) => span.start >= line.start && span.start <= line.end),
  );
  return [...new Set(lines)].filter((line) => line >= 0);
}

function compileAnew(files: readonly RulesFile[], target: Target): CompiledLine[] {
  return effectiveRules(files, target).lines.map(({ text, source }) =>
    source === undefined ? { text } : { text, file: source.file, line: source.line + 1 },
  );
}
