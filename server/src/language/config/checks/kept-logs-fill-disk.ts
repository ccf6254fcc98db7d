import type { Check } from './check';

export const keptLogsFillDisk: Check = {
  code: 'kept-logs-fill-disk',
  severity: 'hint',
  kinds: ['auditd'],
  *find(file) {
    if (file.given('max_log_file_action') === undefined || file.value('max_log_file_action') !== 'keep_logs') return;
    yield {
      span: file.spanOf('max_log_file_action'),
      message:
        'With `keep_logs` auditd never removes an old log, and `num_logs` does not count; something else must clear them away before the disk is full.',
    };
  },
};
