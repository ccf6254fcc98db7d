import { conditionsOf } from '../conditions';
import type { Check } from './check';

export const selinuxField: Check = {
  code: 'selinux-field',
  severity: 'info',
  scope: 'line',
  about: [
    'subj_user',
    'subj_role',
    'subj_type',
    'subj_sen',
    'subj_clr',
    'obj_user',
    'obj_role',
    'obj_type',
    'obj_lev_low',
    'obj_lev_high',
  ],
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
