import { spanOfRule } from '../conditions';
import { coveredRules } from '../matching';
import type { Check } from './check';

export const unreachableRule: Check = {
  code: 'unreachable-rule',
  severity: 'warning',
  *find(file) {
    for (const { earlier, later } of coveredRules(file)) {
      // An exclusion that comes too late has a check of its own.
      if (later.rule.action === 'never' && earlier.rule.action === 'always') continue;
      // A rule that hides everything is reported itself, once.
      if (earlier.rule.action === 'never' && earlier.rule.fields.length === 0) continue;
      const what = earlier.rule.action === 'never' ? 'records none of them' : 'only its key is recorded';
      yield {
        span: spanOfRule(later),
        unnecessary: true,
        message: `Line ${earlier.line.number + 1} already matches every event that this rule matches, and ${what}. Move this rule before it, or remove one of the two.`,
        related: [{ span: spanOfRule(earlier), message: 'This rule matches first.' }],
      };
    }
  },
};
