import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import type { Fix } from '../../../../../core/src/findings';
import type { LoadedRule, RulesFile } from '../rulesFile';
import { conditionsOf, isOn, spanOfUse } from '../conditions';
import { ruleFor } from '../twin';
import type { Check } from './check';

export const syscallWithoutArch: Check = {
  code: 'syscall-without-arch',
  severity: 'warning',
  scope: 'line',
  about: ['-S'],
  *find(file) {
    for (const loaded of file.rules) {
      const use = loaded.line.options.find(({ name }) => name === '-S');
      if (use === undefined || !isOn(loaded, 'exit') || loaded.parts.watch !== undefined) continue;
      if (loaded.rule.syscalls === 'all' || conditionsOf(loaded, 'arch').length > 0) continue;
      const differing = firstThatDiffers(file, loaded);
      if (differing === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: `Without arch the names are looked up for ${file.machine.name} and the numbers then matched for 32-bit programs too, where the number of \`${differing}\` is another call. Write one rule with \`-F arch=b64\` and one with \`-F arch=b32\`.`,
        fixes: fixes(file, loaded),
      };
    }
  },
};

/** A name whose number means another call, or none, for the 32-bit programs of the machine. */
function firstThatDiffers({ machine, target }: RulesFile, { parts }: LoadedRule): string | undefined {
  const narrow = machine.bits === 64 ? machineOfWidth(machine, 'b32') : undefined;
  if (narrow === undefined) return undefined;
  const wideNumbers = syscallNumbers(machine.table, target.auditVersion);
  const narrowNumbers = syscallNumbers(narrow.table, target.auditVersion);
  return parts.syscalls.find(({ text }) => {
    const name = text.toLowerCase();
    return wideNumbers.has(name) && wideNumbers.get(name) !== narrowNumbers.get(name);
  })?.text;
}

function fixes(file: RulesFile, loaded: LoadedRule): Fix[] {
  const rules = (['b64', 'b32'] as const)
    .map((width) => ruleFor(file, loaded, width))
    .filter((text) => text !== undefined);
  if (rules.length === 0) return [];
  const edits = [{ span: { start: loaded.line.start, end: loaded.line.end }, newText: rules.join('\n') }];
  return [{ title: 'Write one rule for b64 and one for b32', edits, safe: false }];
}
