import { atLeast } from '../../../../../core/src/target';
import { isSender } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const namelessSender: Check = {
  code: 'nameless-sender',
  severity: 'warning',
  kinds: ['auditd', 'audispd'],
  *find(file) {
    const { auditd, audispd, remote } = file.host;
    if (!isSender(file.host) || remote === undefined) return;
    const modern = atLeast(file.target, '3.0');
    // In 2.x the dispatcher adds the name to what plugins get; say it where it would be set.
    if (!modern && file.kind === 'auditd' && audispd !== undefined) return;
    if (modern && file.kind === 'audispd') return;
    const named = (modern ? [auditd] : [auditd, audispd]).some(
      (view) => (view?.value('name_format') ?? 'none') !== 'none',
    );
    if (named) return;
    yield {
      span: file.spanOf('name_format'),
      message: `This host sends to \`${remote.given('remote_server')?.value.text ?? ''}\`, and its events carry no \`node=\`: in the central log nobody can tell them from others, and the server adds nothing.`,
      fixes: [set(file, 'name_format', 'hostname')],
    };
  },
};
