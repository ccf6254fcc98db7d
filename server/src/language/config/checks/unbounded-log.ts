import { set } from '../fixes';
import type { Check } from './check';

export const unboundedLog: Check = {
  code: 'unbounded-log',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    const { settings } = file.reading;
    if (file.value('write_logs') === 'no' || file.value('log_format') === 'nolog') return;
    if (!settings.known('max_log_file', 'max_log_file_action')) return;
    const action = file.value('max_log_file_action') ?? 'ignore';
    const size = file.given('max_log_file');
    const off = size !== undefined && file.number('max_log_file') === 0;
    const nothing = ['ignore', 'syslog'].includes(action);
    if ((file.given('max_log_file_action') === undefined || !nothing) && !off) return;
    yield {
      span: off ? file.spanOf('max_log_file') : file.spanOf('max_log_file_action'),
      message: `${off ? '`max_log_file = 0` turns the check of the size off' : `\`max_log_file_action = ${action}\` lets the log grow`}: it grows until the disk is full, and then \`disk_full_action = ${file.value('disk_full_action') ?? 'ignore'}\` is taken.`,
      fixes: [off ? set(file, 'max_log_file', '8') : set(file, 'max_log_file_action', 'rotate')],
    };
  },
};
