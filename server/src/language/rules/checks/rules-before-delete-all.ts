import { spanOfUse } from '../conditions';
import type { Check } from './check';

export const rulesBeforeDeleteAll: Check = {
  code: 'rules-before-delete-all',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    // augenrules moves -D before everything else.
    if (file.isInRulesFolder) return;
    let rules = 0;
    for (const { effect, line } of file.taken) {
      if (effect.rule !== undefined) rules++;
      if (effect.deleteAll === undefined || effect.deleteAll.key !== undefined || rules === 0) continue;
      const use = line.options.find(({ name }) => name === '-D');
      if (use === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: `\`-D\` deletes all rules, also the ${rules === 1 ? 'one' : rules} above it in this file. Make it the first line.`,
      };
      rules = 0;
    }
  },
};
