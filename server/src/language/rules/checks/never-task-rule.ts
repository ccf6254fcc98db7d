import { isOn, spanOfRule } from '../conditions';
import type { Check } from './check';

export const neverTaskRule: Check = {
  code: 'never-task-rule',
  severity: 'error',
  scope: 'file',
  *find(file) {
    let switchesOff: boolean | undefined;
    for (const loaded of file.rules) {
      const { action, fields, operation } = loaded.rule;
      if (!isOn(loaded, 'task') || action !== 'never' || operation === 'delete' || fields.length > 0) continue;
      // A file that is there to switch auditing off stands alone.
      switchesOff ??= !file.folderRules.some((each) => isOn(each, 'exit'));
      if (switchesOff) return;
      yield {
        span: spanOfRule(loaded),
        message:
          'This switches auditing of system calls off for every process that starts later: the other rules record nothing of them, watches included. Remove the line.',
      };
    }
  },
};
