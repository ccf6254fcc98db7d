import { listens, sends, serverOf } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const asciiToAuditd: Check = {
  code: 'ascii-to-auditd',
  severity: 'warning',
  kinds: ['remote'],
  *find(file) {
    if (!sends(file) || file.value('format') !== 'ascii') return;
    const server = serverOf(file, file.others)?.auditd;
    const known = listens(server);
    yield {
      span: file.spanOf('format'),
      severity: known ? 'error' : 'warning',
      message: `${known ? 'The server is an auditd, and it' : 'An auditd as server'} throws away every line without the managed header, and neither side says a word: nothing arrives. \`ascii\` is for receivers of another kind only.`,
      fixes: [set(file, 'format', 'managed', { safe: known })],
    };
  },
};
