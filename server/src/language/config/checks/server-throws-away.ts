import { listens } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const serverThrowsAway: Check = {
  code: 'server-throws-away',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    if (!listens(file)) return;
    const nolog = file.value('log_format') === 'nolog';
    if (!nolog && file.value('write_logs') !== 'no') return;
    const passesOn = file.value('distribute_network') === 'yes';
    if (passesOn) return;
    yield {
      span: nolog ? file.spanOf('log_format') : file.spanOf('write_logs'),
      message: `This daemon takes records from senders, acknowledges them and throws them away: ${nolog ? '`log_format = nolog`' : '`write_logs = no`'} keeps them out of the log, and \`distribute_network = no\` from the plugins.`,
      fixes: [nolog ? set(file, 'log_format', 'ENRICHED') : set(file, 'write_logs', 'yes')],
    };
  },
};
