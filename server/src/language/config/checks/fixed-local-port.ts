import { isSender } from '../configView';
import type { Check } from './check';

export const fixedLocalPort: Check = {
  code: 'fixed-local-port',
  severity: 'hint',
  kinds: ['remote'],
  *find(file) {
    const port = file.given('local_port');
    if (!isSender(file.host) || port === undefined || file.number('local_port') === 0) return;
    yield {
      span: file.spanOf('local_port'),
      message: `After a break port ${port.value.text} may be taken for a minute by the old connection (TIME_WAIT), and two senders behind one address cannot share it. Give it only where the server asks for it by \`tcp_client_ports\`.`,
    };
  },
};
