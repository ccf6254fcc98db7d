import { spanOfUse } from '../conditions';
import type { Check } from './check';

export const auditingDisabled: Check = {
  code: 'auditing-disabled',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    // A file that switches all off, such as audit-stop.rules, does so on purpose.
    if (file.rules.length === 0 && file.taken.some(({ effect }) => effect.deleteAll !== undefined)) return;
    for (const { line, effect } of file.taken) {
      if (!effect.settings.some(({ name, value }) => name === '-e' && value === 0)) continue;
      const use = line.options.find(({ name }) => name === '-e');
      if (use?.argument === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: '`-e 0` switches auditing off: rules are loaded and record nothing. Write `-e 1`.',
        fixes: [{ title: 'Write -e 1', edits: [{ span: use.argument, newText: '1' }], safe: false }],
      };
    }
  },
};
