import { spanOfUse } from '../conditions';
import type { Check } from './check';

export const panicOnFailure: Check = {
  code: 'panic-on-failure',
  severity: 'info',
  scope: 'line',
  about: ['-f'],
  *find(file) {
    for (const { line, effect } of file.taken) {
      if (!effect.settings.some(({ name, value }) => name === '-f' && value === 2)) continue;
      const use = line.options.find(({ name }) => name === '-f');
      if (use === undefined) continue;
      yield {
        span: spanOfUse(use),
        message:
          'With `-f 2` the kernel panics when it cannot deliver an event: the host stops. Keep it only where that is wanted; else write `-f 1`.',
      };
    }
  },
};
