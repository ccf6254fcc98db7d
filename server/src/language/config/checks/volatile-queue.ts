import { isSender } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const volatileQueue: Check = {
  code: 'volatile-queue',
  severity: 'info',
  kinds: ['remote'],
  *find(file) {
    if (!isSender(file.host) || file.value('mode') !== 'immediate' || file.value('format') === 'ascii') return;
    yield {
      span: file.spanOf('mode', 'remote_server'),
      message:
        'With `mode = immediate` (the default) unsent records live in memory: what waits when auditd stops or restarts is lost. `mode = forward` keeps it in a file.',
      fixes: [set(file, 'mode', 'forward')],
    };
  },
};
