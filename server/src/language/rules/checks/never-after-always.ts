import { spanOfRule } from '../conditions';
import { coveredRules } from '../matching';
import type { Check } from './check';

export const neverAfterAlways: Check = {
  code: 'never-after-always',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    for (const { earlier, later } of coveredRules(file)) {
      const [first] = earlier.filter(({ rule }) => rule.action === 'always');
      if (later.rule.action !== 'never' || first === undefined) continue;
      yield {
        span: spanOfRule(later),
        message: `The rule on line ${first.line.number + 1} matches the same events first and records them, so that this exclusion does nothing. Put it before that rule.`,
        related: earlier.map((each) => ({ span: spanOfRule(each), message: 'This rule matches first.' })),
      };
    }
  },
};
