import { conditionsOf, isOn } from '../conditions';
import type { Check } from './check';

export const deadTaskField: Check = {
  code: 'dead-task-field',
  severity: 'warning',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const loaded of file.rules) {
      if (!isOn(loaded, 'task')) continue;
      const dead = conditionsOf(loaded).find(
        ({ fact }) => !fact.lists.includes('task') && fact.name !== 'key' && fact.name !== 'sessionid',
      );
      if (dead === undefined) continue;
      yield {
        span: dead.span,
        message: `When a process is created there is no system call to look at: \`${dead.fact.name}\` never holds on the list task. Use ids, exe, pers or subj_*, or the list exit.`,
      };
    }
  },
};
