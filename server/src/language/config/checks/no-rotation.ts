import { set } from '../fixes';
import type { Check } from './check';

export const noRotation: Check = {
  code: 'no-rotation',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    if (file.value('max_log_file_action') !== 'rotate' || file.number('num_logs') >= 2) return;
    if (!file.reading.settings.known('num_logs', 'max_log_file_action')) return;
    yield {
      span: file.spanOf('num_logs', 'max_log_file_action'),
      message: `\`num_logs\` is ${file.number('num_logs')}, and with fewer than two logs nothing is ever rotated: the log grows on.`,
      fixes: [set(file, 'num_logs', '5', { safe: true })],
    };
  },
};
