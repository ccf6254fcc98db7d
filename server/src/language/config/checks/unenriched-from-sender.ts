import { atLeast } from '../../../../../core/src/target';
import { isSender, listens, serverOf } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const unenrichedFromSender: Check = {
  code: 'unenriched-from-sender',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    const { remote } = file.host;
    if (!isSender(file.host) || remote === undefined || !atLeast(file.target, '2.6.1')) return;
    const server = serverOf(remote, file.others)?.auditd;
    if (!listens(server) || server.value('log_format') !== 'enriched' || file.value('log_format') !== 'raw') return;
    yield {
      span: file.spanOf('log_format'),
      message:
        "The server's log is enriched, but a server does not enrich what it receives: user and address names of this host are not known there. Set `log_format = enriched` here.",
      fixes: [set(file, 'log_format', 'ENRICHED')],
    };
  },
};
