import { atLeast } from '../../../../../core/src/target';
import { set } from '../fixes';
import type { Check } from './check';

export const doubledNodeName: Check = {
  code: 'doubled-node-name',
  severity: 'warning',
  kinds: ['auditd', 'audispd'],
  *find(file) {
    const { auditd, audispd } = file.host;
    if (atLeast(file.target, '3.0') || auditd === undefined || audispd === undefined) return;
    if (auditd.value('name_format') === 'none' || audispd.value('name_format') === 'none') return;
    const other = file.kind === 'auditd' ? audispd : auditd;
    yield {
      span: file.spanOf('name_format'),
      message:
        '`name_format` is set in auditd.conf and in audispd.conf: each record that is sent gets two `node=`. Set it in audispd.conf only.',
      ...(file.kind === 'auditd' ? { fixes: [set(file, 'name_format', 'none')] } : {}),
      related: [{ uri: other.document.uri, span: other.spanOf('name_format'), message: 'The other one' }],
    };
  },
};
