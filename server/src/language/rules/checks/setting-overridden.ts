import { spanOfUse } from '../conditions';
import type { TakenLine } from '../rulesFile';
import type { Check } from './check';

const moved: readonly string[] = ['-b', '-f', '-e'];

export const settingOverridden: Check = {
  code: 'setting-overridden',
  severity: 'warning',
  *find(file) {
    if (!file.isInRulesFolder) return;
    for (const name of moved) {
      const own = file.taken.filter((taken) => sets(taken, name));
      for (const [index, taken] of own.entries()) {
        const later = own[index + 1];
        const use = taken.line.options.find((each) => each.name === name);
        if (later === undefined || use === undefined) continue;
        yield {
          span: spanOfUse(use),
          unnecessary: true,
          message: `augenrules keeps only the last \`${name}\` line of the folder: this one is dropped for line ${later.line.number + 1}. Remove one of the two.`,
        };
      }
    }
  },
};

function sets({ effect }: TakenLine, name: string): boolean {
  return effect.settings.some((each) => each.name === name);
}
