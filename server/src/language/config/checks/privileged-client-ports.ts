import { portRange } from '../../../../../core/src/config/judging/numbers';
import { listens } from '../configView';
import type { Check } from './check';

export const privilegedClientPorts: Check = {
  code: 'privileged-client-ports',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    const ports = file.given('tcp_client_ports');
    if (!listens(file) || ports === undefined) return;
    const { first, last } = portRange(ports.value.text);
    if (first <= 32768n && last >= 60999n) return;
    yield {
      span: file.spanOf('tcp_client_ports'),
      message: `Connections usually come from a port between 32768 and 60999, and those outside ${ports.value.text} are rejected (op=port in the log). Every sender needs a \`local_port\` in that range.`,
    };
  },
};
