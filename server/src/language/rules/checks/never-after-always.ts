import { spanOfRule } from '../conditions';
import { coveredRules } from '../matching';
import type { Check } from './check';

export const neverAfterAlways: Check = {
  code: 'never-after-always',
  severity: 'warning',
  *find(file) {
    for (const { earlier, later } of coveredRules(file)) {
      if (later.rule.action !== 'never' || earlier.rule.action !== 'always') continue;
      yield {
        span: spanOfRule(later),
        message: `The rule on line ${earlier.line.number + 1} matches the same events first and records them, so that this exclusion does nothing. Put it before that rule.`,
        related: [{ span: spanOfRule(earlier), message: 'This rule matches first.' }],
      };
    }
  },
};
