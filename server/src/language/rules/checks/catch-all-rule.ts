import { isOn, spanOfRule } from '../conditions';
import type { Check } from './check';

const narrowsNothing: readonly string[] = ['arch', 'auid', 'key'];

export const catchAllRule: Check = {
  code: 'catch-all-rule',
  severity: 'hint',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const loaded of file.rules) {
      const { fields, syscalls, action } = loaded.rule;
      if (!isOn(loaded, 'exit') || action !== 'always' || syscalls !== 'all') continue;
      if (!fields.every(({ field }) => narrowsNothing.includes(field.name))) continue;
      // Where 32-bit programs have no business, each of their calls is worth an event.
      const [arch] = loaded.parts.fields.filter(({ field }) => field.text.toLowerCase() === 'arch');
      if (arch?.value?.text.toLowerCase() === 'b32' || arch?.operator?.text === '!=') continue;
      yield {
        span: spanOfRule(loaded),
        message:
          'This records every system call of the processes it matches, which is more than a host can log. Name the calls with -S, or what they concern with path, dir or perm.',
      };
    }
  },
};
