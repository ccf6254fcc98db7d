import { isOn, spanOfRule } from '../conditions';
import type { Check } from './check';

export const neverHidesAll: Check = {
  code: 'never-hides-all',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    const last = file.rules.findLast((each) => isOn(each, 'exit'));
    for (const loaded of file.rules) {
      const { action, fields, syscalls, operation } = loaded.rule;
      if (!isOn(loaded, 'exit') || action !== 'never' || operation === 'delete' || fields.length > 0) continue;
      if (syscalls !== 'all' || loaded === last) continue;
      yield {
        span: spanOfRule(loaded),
        message:
          'This rule matches every system call, and the first rule that matches decides: nothing below it is ever recorded. Remove it, or say with conditions what shall not be recorded.',
      };
    }
  },
};
