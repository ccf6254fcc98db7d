import { listens, sends, serverOf, transportOf } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const transportMismatch: Check = {
  code: 'transport-mismatch',
  severity: 'error',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file)) return;
    const server = serverOf(file, file.others)?.auditd;
    if (!listens(server)) return;
    const here = transportOf(file);
    const there = transportOf(server);
    if (here === there) return;
    yield {
      span: file.spanOf('transport', 'enable_krb5', 'remote_server'),
      message: `This host speaks ${here}, the server ${there}: connections open and close at once (pairs of DAEMON_ACCEPT and DAEMON_CLOSE in its log), and nothing arrives.`,
      fixes: [set(file, 'transport', there)],
      related: [
        {
          uri: server.document.uri,
          span: server.spanOf('transport', 'enable_krb5', 'tcp_listen_port'),
          message: "The server's transport",
        },
      ],
    };
  },
};
