import { atLeast } from '../../../../../core/src/target';
import { listens } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const serverWithoutLocalLogName: Check = {
  code: 'server-without-local-log-name',
  severity: 'hint',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file) || file.value('name_format') !== 'none' || file.value('local_events') === 'no') return;
    if (!atLeast(file.target, '3.0') && file.host.audispd !== undefined) return;
    yield {
      span: file.spanOf('name_format', 'tcp_listen_port'),
      message:
        'The records of this server itself carry no `node=`, so that in the central log they cannot be told from those of a nameless sender. What senders deliver is not touched by this.',
      fixes: [set(file, 'name_format', 'hostname')],
    };
  },
};
