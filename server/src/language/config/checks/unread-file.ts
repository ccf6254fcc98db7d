import { isRead } from '../../../../../core/src/config/judge';
import type { Check } from './check';

export const unreadFile: Check = {
  code: 'unread-file',
  severity: 'warning',
  kinds: ['audispd'],
  *find(file) {
    if (isRead(file.document.tree, file.target.auditVersion)) return;
    yield {
      span: file.document.tree.lines[0]?.span ?? { start: 0, end: 0 },
      message: `Audit ${file.target.auditVersion} has no audispd: nobody reads this file. From 3.0 on auditd starts the plugins itself, and these settings stand in auditd.conf; the command 'Convert Configuration to Audit 3' moves them.`,
    };
  },
};
