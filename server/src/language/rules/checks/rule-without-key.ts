import { records, spanOfUse } from '../conditions';
import type { Check } from './check';

export const ruleWithoutKey: Check = {
  code: 'rule-without-key',
  severity: 'info',
  scope: 'line',
  about: ['-a', '-A', '-w'],
  *find(file) {
    for (const loaded of file.rules) {
      if (!records(loaded) || loaded.rule.fields.some(({ field }) => field.name === 'key')) continue;
      const use = loaded.parts.watch ?? loaded.parts.adding;
      if (use === undefined) continue;
      yield {
        span: spanOfUse(use),
        message:
          'The events of this rule carry no label, so that they cannot be searched for or told from others. Add `-k` with a key.',
      };
    }
  },
};
