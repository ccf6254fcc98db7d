import { listens, sends, startsRemote } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const passingOnNothing: Check = {
  code: 'passing-on-nothing',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    const { plugins, remote } = file.host;
    if (!listens(file) || plugins.length === 0) return;
    const active = plugins.filter((plugin) => plugin.value('active') === 'yes');
    const distributes = file.value('distribute_network') === 'yes';
    if (distributes && active.length === 0) {
      yield {
        span: file.spanOf('distribute_network'),
        message:
          '`distribute_network = yes` gives received records to the plugins, but no plugin of this host is active.',
      };
    } else if (!distributes && sends(remote) && active.some(startsRemote)) {
      yield {
        span: file.spanOf('distribute_network', 'tcp_listen_port'),
        message:
          'This host takes records from senders and sends its own on to another server; what it received stays here unless `distribute_network = yes`.',
        severity: 'info',
        fixes: [set(file, 'distribute_network', 'yes')],
      };
    }
  },
};
