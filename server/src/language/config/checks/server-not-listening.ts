import { listens, sends, serverOf } from '../configView';
import type { Check } from './check';

export const serverNotListening: Check = {
  code: 'server-not-listening',
  severity: 'error',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file)) return;
    const server = serverOf(file, file.others)?.auditd;
    const isServer: boolean = listens(server);
    if (server === undefined || isServer) return;
    yield {
      span: file.spanOf('remote_server'),
      message: `The auditd.conf of \`${file.given('remote_server')?.value.text ?? ''}\` sets no \`tcp_listen_port\`: it does not listen at all.`,
      related: [{ uri: server.document.uri, span: { start: 0, end: 0 }, message: "The server's auditd.conf" }],
    };
  },
};
