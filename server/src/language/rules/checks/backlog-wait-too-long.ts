import { spanOfUse } from '../conditions';
import type { Check } from './check';

/** Ten times 60 seconds in ticks, for the kernel with the most ticks a second (1000). */
const longest = 600_000;

export const backlogWaitTooLong: Check = {
  code: 'backlog-wait-too-long',
  severity: 'warning',
  scope: 'line',
  about: ['--backlog_wait_time'],
  *find(file) {
    for (const { line, effect } of file.taken) {
      const ticks = effect.settings.find(({ name }) => name === '--backlog_wait_time')?.value;
      const use = line.options.find(({ name }) => name === '--backlog_wait_time');
      if (ticks === undefined || ticks <= longest || use === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: `The kernel takes at most ten minutes, in ticks of its clock: ${longest} where a second has 1000, less elsewhere. It refuses ${ticks}. The sample rules have 60000.`,
      };
    }
  },
};
