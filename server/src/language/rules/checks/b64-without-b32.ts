import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import { hasSameConditions } from '../../../../../core/src/rules/identity';
import type { SentRule } from '../../../../../core/src/rules/sent';
import { conditionsOf, lineBelow, records } from '../conditions';
import { type LoadedRule, type RulesFile, archAndKey } from '../rulesFile';
import { existsAmong, ruleFor } from '../twin';
import type { Check } from './check';

export const b64WithoutB32: Check = {
  code: 'b64-without-b32',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    const wide = machineOfWidth(file.machine, 'b64');
    const narrow = machineOfWidth(file.machine, 'b32');
    // auditctl knows b32 on riscv64, but no such host runs 32-bit programs.
    if (wide === undefined || narrow === undefined || narrow.table === 'riscv32') return;
    const twins = twinsIn(file.folderRules, narrow.elf);
    if (twins === 'everything') return;
    const names = syscallNumbers(narrow.table, file.target.auditVersion);
    const message = `32-bit programs on ${file.machine.name} escape this rule. Add the same rule with \`arch=b32\`.`;
    for (const loaded of file.rules) {
      if (loaded.facts.arch !== wide.elf || !records(loaded)) continue;
      if (isCovered(loaded, twinOf(loaded, twins))) continue;
      if (!callsOf(loaded).some((call) => existsAmong(names, call))) continue;
      const arch = archSpanOf(loaded);
      if (arch === undefined) continue;
      const { start } = loaded.line;
      yield {
        span: { start: start + arch.start, end: start + arch.end },
        message,
        fixes: () => fixesOf(file, loaded),
      };
    }
  },
};

/** Rules for 32-bit calls that have the same conditions. */
interface Twins {
  readonly first: SentRule;
  /** As written: the numbers of the two widths differ. Without names a rule is about all, or about those of perm. */
  calls: readonly string[] | Set<string>;
}

function twinOf({ facts, rule }: LoadedRule, twins: Exclude<TwinsOfFolder, string>): Twins | undefined {
  for (const each of twins.get(facts.twinHash) ?? []) {
    if (hasSameConditions(each.first, rule, archAndKey)) return each;
  }
  return undefined;
}

function isCovered(loaded: LoadedRule, twins: Twins | undefined): boolean {
  if (twins === undefined) return false;
  const { calls } = twins;
  if (calls instanceof Set) return calls.has('all') || callsOf(loaded).some((call) => calls.has(call));
  return calls.includes('all') || callsOf(loaded).some((call) => calls.includes(call));
}

/** By the hash of their conditions; `everything`: one of them reports every 32-bit call. */
type TwinsOfFolder = ReadonlyMap<number, readonly Twins[]> | 'everything';

const known = new WeakMap<readonly LoadedRule[], TwinsOfFolder>();

/** The files of a folder share its rules, and so what is found in them. */
function twinsIn(rules: readonly LoadedRule[], elf: number): TwinsOfFolder {
  let twins = known.get(rules);
  if (twins === undefined) known.set(rules, (twins = readTwins(rules, elf)));
  return twins;
}

function readTwins(rules: readonly LoadedRule[], elf: number): TwinsOfFolder {
  const twins = new Map<number, Twins[]>();
  for (const loaded of rules) {
    if (loaded.facts.arch !== elf || !records(loaded)) continue;
    const { rule, facts } = loaded;
    if (rule.syscalls === 'all' && rule.fields.every(({ field }) => archAndKey.has(field.name))) return 'everything';
    const same = twinOf(loaded, twins);
    if (same !== undefined) {
      // Most rules have one twin, whose list of calls does as it is.
      if (!(same.calls instanceof Set)) same.calls = new Set(same.calls);
      for (const call of callsOf(loaded)) same.calls.add(call);
      continue;
    }
    const first = { first: rule, calls: callsOf(loaded) };
    const alike = twins.get(facts.twinHash);
    if (alike === undefined) twins.set(facts.twinHash, [first]);
    else alike.push(first);
  }
  return twins;
}

const all: readonly string[] = ['all'];
const callsOf = ({ facts }: LoadedRule) => (facts.calls.length === 0 ? all : facts.calls);

/** Where the arch stands that has no twin, counted from the beginning of the line. */
function archSpanOf(loaded: LoadedRule) {
  return loaded.facts.once(archSpanOf, () => {
    const [arch] = conditionsOf(loaded, 'arch');
    const { start } = loaded.line;
    return arch && { start: arch.span.start - start, end: arch.span.end - start };
  });
}

function fixesOf(file: RulesFile, loaded: LoadedRule) {
  const text = ruleFor(file, loaded, 'b32');
  if (text === undefined) return [];
  return [{ title: 'Add the rule for b32', edits: [lineBelow(loaded.line, text)], safe: false }];
}
