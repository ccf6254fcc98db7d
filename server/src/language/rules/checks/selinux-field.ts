import { conditionsOf } from '../conditions';
import type { Check } from './check';

export const selinuxField: Check = {
  code: 'selinux-field',
  severity: 'info',
  offByDefault: true,
  *find(file) {
    for (const loaded of file.rules) {
      for (const { fact, span } of conditionsOf(loaded)) {
        if (fact.value !== 'label') continue;
        yield {
          span,
          message: `Without SELinux \`${fact.name}\` never matches, and so the rule never does. Leave the condition out where hosts have no SELinux.`,
        };
      }
    }
  },
};
