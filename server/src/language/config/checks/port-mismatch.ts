import { listens, sends, serverOf } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const portMismatch: Check = {
  code: 'port-mismatch',
  severity: 'error',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file)) return;
    const server = serverOf(file, file.others)?.auditd;
    if (!listens(server)) return;
    const port = file.number('port');
    const listening = server.number('tcp_listen_port');
    if (port === listening) return;
    yield {
      span: file.spanOf('port', 'remote_server'),
      message: `This host sends to port ${port}, and the server listens on ${listening}: nothing arrives.`,
      fixes: [set(file, 'port', String(listening))],
      related: [
        { uri: server.document.uri, span: server.spanOf('tcp_listen_port'), message: 'The server listens here' },
      ],
    };
  },
};
