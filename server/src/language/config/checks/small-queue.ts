import { atLeast } from '../../../../../core/src/target';
import { set } from '../fixes';
import type { Check } from './check';

export const smallQueue: Check = {
  code: 'small-queue',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    // auditd says so since 3.0.3; what 3.0 to 3.0.2 installed had 400.
    if (!atLeast(file.target, '3.0.3')) return;
    if (file.given('q_depth') === undefined || file.number('q_depth') >= 512) return;
    yield {
      span: file.spanOf('q_depth'),
      message: `auditd itself warns below 512: a burst that is longer than the queue never reaches the plugins, and so not the central server.`,
      fixes: [set(file, 'q_depth', '2000', { safe: true })],
    };
  },
};
