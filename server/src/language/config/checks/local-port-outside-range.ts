import { portRange } from '../../../../../core/src/config/judging/numbers';
import { listens, sends, serverOf } from '../configView';
import type { Check } from './check';

export const localPortOutsideRange: Check = {
  code: 'local-port-outside-range',
  severity: 'error',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file)) return;
    const server = serverOf(file, file.others)?.auditd;
    if (!listens(server)) return;
    const ports = server.given('tcp_client_ports');
    if (ports === undefined) return;
    const { first, last } = portRange(ports.value.text);
    const local = file.number('local_port');
    if (local === 0 ? first <= 32768n && last >= 60999n : first <= BigInt(local) && BigInt(local) <= last) return;
    yield {
      span: file.spanOf('local_port', 'remote_server'),
      message: `The server takes connections from ports ${ports.value.text} only, and this host's come from ${local === 0 ? 'a port that the system chooses' : `port ${local}`}: they are rejected (op=port in its log). Set \`local_port\` to one of them.`,
      related: [{ uri: server.document.uri, span: server.spanOf('tcp_client_ports'), message: "The server's range" }],
    };
  },
};
