import { set } from '../fixes';
import type { Check } from './check';

export const uselessHeartbeat: Check = {
  code: 'useless-heartbeat',
  severity: 'warning',
  kinds: ['remote'],
  *find(file) {
    if (file.value('format') !== 'ascii' || file.number('heartbeat_timeout') === 0) return;
    yield {
      span: file.spanOf('heartbeat_timeout'),
      message: 'Heartbeats exist in the managed format only; with `format = ascii` none is ever sent.',
      fixes: [set(file, 'format', 'managed')],
    };
  },
};
