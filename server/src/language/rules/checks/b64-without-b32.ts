import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import type { Span } from '../../../../../core/src/text/span';
import { conditionsOf, lineBelow, records } from '../conditions';
import type { LineFacts, LoadedRule, RulesFile } from '../rulesFile';
import { ruleFor } from '../twin';
import type { Check } from './check';

export const b64WithoutB32: Check = {
  code: 'b64-without-b32',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    const wide = machineOfWidth(file.machine, 'b64');
    const narrow = machineOfWidth(file.machine, 'b32');
    if (wide === undefined || narrow === undefined) return;
    const twins = new Map<string, Set<string>>();
    for (const each of file.folderRules) {
      if (archOf(each) !== narrow.elf || !records(each)) continue;
      const { conditions, calls } = aboutOf(each);
      // A rule that reports every 32-bit call covers all of them.
      if (each.rule.syscalls === 'all' && conditions === '') return;
      const known = twins.get(conditions) ?? new Set();
      for (const call of calls) known.add(call);
      twins.set(conditions, known);
    }
    for (const loaded of file.rules) {
      if (archOf(loaded) !== wide.elf || !records(loaded)) continue;
      const { conditions, calls } = aboutOf(loaded);
      const twin = twins.get(conditions);
      if (twin !== undefined && calls.some((call) => twin.has(call) || twin.has('all'))) continue;
      const missing = missingOf(file, loaded);
      if (missing === undefined) continue;
      const { start } = loaded.line;
      yield {
        span: { start: start + missing.arch.start, end: start + missing.arch.end },
        message: `32-bit programs on ${file.machine.name} escape this rule. Add the same rule with \`arch=b32\`.`,
        fixes: [{ title: 'Add the rule for b32', edits: [lineBelow(loaded.line, missing.text)], safe: false }],
      };
    }
  },
};

interface About {
  /** What has to be the same in the twin: all conditions but arch and the key, in any order. */
  readonly conditions: string;
  /** As written: the numbers of the two widths differ. Without names a rule is about all, or about those of perm. */
  readonly calls: readonly string[];
}

/** Lines of the same text share their facts, also in the next version of the file. */
const knownAbout = new WeakMap<LineFacts, About>();
const knownMissing = new WeakMap<LineFacts, ReturnType<typeof missingAt>>();

/** The one arch that a rule asks for. */
function archOf({ rule }: LoadedRule): number | undefined {
  let arch: number | undefined;
  for (const { field, operator, value } of rule.fields) {
    if (field.name !== 'arch') continue;
    if (arch !== undefined || operator !== '=') return undefined;
    arch = value;
  }
  return arch;
}

function aboutOf({ facts, rule }: LoadedRule): About {
  let about = knownAbout.get(facts);
  if (about === undefined) {
    about = {
      conditions: rule.fields
        .filter(({ field }) => field.name !== 'arch' && field.name !== 'key')
        .map(({ field, operator, text, value }) => `${field.name}${operator}${text ?? value}`)
        .sort()
        .join('\n'),
      calls: facts.calls.length === 0 ? ['all'] : facts.calls,
    };
    knownAbout.set(facts, about);
  }
  return about;
}

function missingOf(file: RulesFile, loaded: LoadedRule) {
  const { facts } = loaded;
  if (!knownMissing.has(facts)) knownMissing.set(facts, missingAt(file, loaded));
  return knownMissing.get(facts);
}

/** The rule that is missing, and where the arch stands that lacks it, counted from the beginning of the line. */
function missingAt(file: RulesFile, loaded: LoadedRule): { readonly text: string; readonly arch: Span } | undefined {
  const text = ruleFor(file, loaded, 'b32');
  const [arch] = conditionsOf(loaded, 'arch');
  if (text === undefined || arch === undefined) return undefined;
  const { start } = loaded.line;
  return { text, arch: { start: arch.span.start - start, end: arch.span.end - start } };
}
