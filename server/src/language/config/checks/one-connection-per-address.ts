import { listens } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const oneConnectionPerAddress: Check = {
  code: 'one-connection-per-address',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file) || file.number('tcp_max_per_addr') !== 1) return;
    yield {
      span: file.spanOf('tcp_max_per_addr', 'tcp_listen_port'),
      message:
        'With `tcp_max_per_addr = 1` (the default) a sender that died without closing its connection, or a second sender behind the same NAT, is rejected (op=dup in the log). Allow two or more.',
      fixes: [set(file, 'tcp_max_per_addr', '2')],
    };
  },
};
