import { isSender } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const silentAfterWarning: Check = {
  code: 'silent-after-warning',
  severity: 'hint',
  kinds: ['remote'],
  *find(file) {
    if (!isSender(file.host)) return;
    for (const keyword of ['disk_full_action', 'disk_error_action']) {
      if (file.given(keyword) === undefined || file.value(keyword) !== 'warn_once') continue;
      yield {
        span: file.spanOf(keyword),
        message: `\`warn_once\` (the default) says once that the server cannot write, then drops records without a word. \`syslog\` says it each time.`,
        fixes: [set(file, keyword, 'syslog')],
      };
    }
  },
};
