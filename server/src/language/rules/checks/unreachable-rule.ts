import { spanOfRule } from '../conditions';
import { coveredRules } from '../matching';
import type { Check } from './check';

export const unreachableRule: Check = {
  code: 'unreachable-rule',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    for (const { earlier, later } of coveredRules(file)) {
      const isLateExclusion = later.rule.action === 'never' && earlier.some(({ rule }) => rule.action === 'always');
      // That has a check of its own, and so has a rule that hides everything.
      const [first] = earlier;
      if (first === undefined || isLateExclusion || (first.rule.action === 'never' && first.rule.fields.length === 0))
        continue;
      const records = earlier.some(({ rule }) => rule.action === 'always');
      // An exclusion behind a broader one may be kept for the reader.
      if (!records && later.rule.action === 'never') continue;
      const lines = earlier.map(({ line }) => line.number + 1).join(', ');
      const what = records ? 'only the key there is recorded' : 'so that none is recorded';
      yield {
        span: spanOfRule(later),
        unnecessary: true,
        message: `Every event that this rule matches is matched before by line ${lines}, and ${what}. Move this rule before it, or remove one of the two.`,
        related: earlier.map((each) => ({ span: spanOfRule(each), message: 'This rule matches first.' })),
      };
    }
  },
};
