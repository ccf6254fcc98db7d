import { set } from '../fixes';
import type { Check } from './check';

export const smallQueue: Check = {
  code: 'small-queue',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    const depth = file.given('q_depth');
    if (depth === undefined || file.number('q_depth') >= 512) return;
    yield {
      span: file.spanOf('q_depth'),
      message: `auditd itself warns below 512: a burst that is longer than the queue never reaches the plugins, and so not the central server.`,
      fixes: [set(file, 'q_depth', '2000', { safe: true })],
    };
  },
};
