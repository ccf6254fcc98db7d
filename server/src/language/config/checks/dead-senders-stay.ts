import { listens } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const deadSendersStay: Check = {
  code: 'dead-senders-stay',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file) || file.number('tcp_client_max_idle') !== 0) return;
    yield {
      span: file.spanOf('tcp_client_max_idle', 'tcp_listen_port'),
      message:
        'With `tcp_client_max_idle = 0` (the default) a connection that broke without a word is kept until auditd restarts, and counts towards `tcp_max_per_addr`. Set it above the `heartbeat_timeout` of the senders.',
      fixes: [set(file, 'tcp_client_max_idle', '300')],
    };
  },
};
