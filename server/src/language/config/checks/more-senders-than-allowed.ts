import { listens, sends, serverOf } from '../configView';
import type { Check } from './check';

/** Names that several senders' folders share tell nothing of their addresses; loopback and NAT do. */
export const moreSendersThanAllowed: Check = {
  code: 'more-senders-than-allowed',
  severity: 'hint',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file)) return;
    const all = [file.host, ...file.others];
    const senders = all.filter((host) => sends(host.remote) && serverOf(host.remote, all) === file.host);
    const most = file.number('tcp_max_per_addr');
    if (senders.length <= most) return;
    yield {
      span: file.spanOf('tcp_max_per_addr', 'tcp_listen_port'),
      message: `${senders.length} hosts of this workspace send here, and one address may hold ${most}: behind one NAT the others would be rejected (op=dup in the log).`,
    };
  },
};
