import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import { conditionsOf, lineBelow, records } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import { ruleFor } from '../twin';
import type { Check } from './check';

export const b64WithoutB32: Check = {
  code: 'b64-without-b32',
  severity: 'warning',
  *find(file) {
    const wide = machineOfWidth(file.machine, 'b64');
    const narrow = machineOfWidth(file.machine, 'b32');
    if (wide === undefined || narrow === undefined) return;
    const twins = new Map<string, Set<string>>();
    for (const each of file.folderRules) {
      if (archOf(each) !== narrow.elf || !records(each)) continue;
      // A rule that reports every 32-bit call covers all of them.
      if (
        each.rule.syscalls === 'all' &&
        each.rule.fields.every(({ field }) => field.name === 'arch' || field.name === 'key')
      )
        return;
      const same = conditionsText(each);
      const calls = twins.get(same) ?? new Set();
      for (const call of callsOf(each)) calls.add(call);
      twins.set(same, calls);
    }
    for (const loaded of file.rules) {
      if (archOf(loaded) !== wide.elf || !records(loaded)) continue;
      const twin = twins.get(conditionsText(loaded));
      if (twin !== undefined && callsOf(loaded).some((call) => twin.has(call) || twin.has('all'))) continue;
      const text = ruleFor(file, loaded, 'b32');
      const [arch] = conditionsOf(loaded, 'arch');
      if (text === undefined || arch === undefined) continue;
      yield {
        span: arch.span,
        message: `32-bit programs on ${file.machine.name} escape this rule. Add the same rule with \`arch=b32\`.`,
        fixes: [{ title: 'Add the rule for b32', edits: [lineBelow(loaded.line, text)], safe: false }],
      };
    }
  },
};

function archOf({ rule }: LoadedRule): number | undefined {
  const archs = rule.fields.filter(({ field }) => field.name === 'arch');
  return archs.length === 1 && archs[0]?.operator === '=' ? archs[0].value : undefined;
}

/** As written: the numbers of the two widths differ. A rule without names, or with perm, is about all or about those of perm. */
function callsOf({ parts }: LoadedRule): string[] {
  return parts.syscalls.length === 0 ? ['all'] : parts.syscalls.map(({ text }) => text.toLowerCase());
}

/** What has to be the same in the twin: all conditions but arch and the key, in any order. */
function conditionsText({ rule }: LoadedRule): string {
  return rule.fields
    .filter(({ field }) => field.name !== 'arch' && field.name !== 'key')
    .map(({ field, operator, text, value }) => `${field.name}${operator}${text ?? value}`)
    .sort()
    .join('\n');
}
