import { spanOfUse } from '../conditions';
import type { Check } from './check';

export const unlimitedBacklog: Check = {
  code: 'unlimited-backlog',
  severity: 'warning',
  scope: 'line',
  about: ['-b'],
  *find(file) {
    for (const { line, effect } of file.taken) {
      if (!effect.settings.some(({ name, value }) => name === '-b' && value === 0)) continue;
      const use = line.options.find(({ name }) => name === '-b');
      if (use?.argument === undefined) continue;
      yield {
        span: spanOfUse(use),
        message:
          '`-b 0` means no limit: while the daemon stands still, waiting events can use up the memory of the kernel. Write a limit such as `-b 8192`.',
        fixes: [{ title: 'Write 8192', edits: [{ span: use.argument, newText: '8192' }], safe: false }],
      };
    }
  },
};
