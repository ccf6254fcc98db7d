import { listens } from '../configView';
import type { Check } from './check';

export const libwrapWithoutAllow: Check = {
  code: 'libwrap-without-allow',
  severity: 'hint',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file) || file.value('use_libwrap') !== 'yes') return;
    yield {
      span: file.spanOf('use_libwrap', 'tcp_listen_port'),
      message:
        'Where auditd was built with tcp wrappers (Debian, Ubuntu), senders are checked against /etc/hosts.allow and /etc/hosts.deny. If hosts.deny denies ALL, hosts.allow needs a line such as `auditd: 10.0.0.0/255.0.0.0`, else they are rejected (op=wrap in the log).',
    };
  },
};
