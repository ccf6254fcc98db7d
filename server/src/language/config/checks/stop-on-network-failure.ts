import { isSender } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const stopOnNetworkFailure: Check = {
  code: 'stop-on-network-failure',
  severity: 'info',
  kinds: ['remote'],
  *find(file) {
    if (!isSender(file.host) || file.value('network_failure_action') !== 'stop') return;
    yield {
      span: file.spanOf('network_failure_action', 'remote_server'),
      message:
        'With `network_failure_action = stop` (the default) the plugin ends at the first long failure; auditd starts it again with later events only and gives it up after `max_restarts`. `syslog` keeps it alive.',
      fixes: [set(file, 'network_failure_action', 'syslog')],
    };
  },
};
