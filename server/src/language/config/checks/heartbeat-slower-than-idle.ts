import { listens, sends, serverOf } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const heartbeatSlowerThanIdle: Check = {
  code: 'heartbeat-slower-than-idle',
  severity: 'error',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file)) return;
    const server = serverOf(file, file.others)?.auditd;
    if (!listens(server)) return;
    const idle = server.number('tcp_client_max_idle');
    const heartbeat = file.number('heartbeat_timeout');
    if (idle === 0 || (heartbeat > 0 && heartbeat < idle)) return;
    yield {
      span: file.spanOf('heartbeat_timeout', 'remote_server'),
      message: `The server closes a connection after ${idle} idle seconds, and this host ${heartbeat === 0 ? 'sends no heartbeat' : `sends a heartbeat after ${heartbeat} seconds only`}: while it is quiet it is cut off. Set \`heartbeat_timeout\` below ${idle}.`,
      ...(idle > 1 ? { fixes: [set(file, 'heartbeat_timeout', String(Math.max(1, Math.floor(idle / 3))))] } : {}),
      related: [
        { uri: server.document.uri, span: server.spanOf('tcp_client_max_idle'), message: "The server's limit" },
      ],
    };
  },
};
