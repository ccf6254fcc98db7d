import { listens, sends } from '../configView';
import type { Check } from './check';

export const loopToItself: Check = {
  code: 'loop-to-itself',
  severity: 'warning',
  kinds: ['remote'],
  *find(file) {
    const { auditd, name } = file.host;
    const server = file.given('remote_server');
    if (!sends(file) || server === undefined || !listens(auditd)) return;
    const text = server.value.text.toLowerCase();
    const itself = ['localhost', '127.0.0.1', '::1'].includes(text) || (name !== '' && text === name.toLowerCase());
    if (!itself || file.number('port') !== auditd.number('tcp_listen_port')) return;
    yield {
      span: server.value.span,
      message: `\`${server.value.text}\` is this host, and its auditd listens on the same port: each record comes back, and with \`distribute_network = yes\` goes round for ever. Name the next server.`,
    };
  },
};
