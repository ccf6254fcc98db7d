import { fix } from '../../../../../core/src/config/judging/fault';
import type { Check } from './check';

export const repeatedKeyword: Check = {
  code: 'repeated-keyword',
  severity: 'warning',
  kinds: ['auditd', 'audispd', 'remote', 'plugin', 'zos'],
  *find({ reading, document }) {
    for (const { keyword, name, value, line, taken } of reading.assignments) {
      const last = reading.settings.last(keyword.name);
      if (last === undefined || last.line === line || !taken) continue;
      const newline = document.text.indexOf('\n', line.span.start);
      const end = newline === -1 ? document.text.length : newline + 1;
      yield {
        span: { start: name.span.start, end: value.span.end },
        message: `\`${keyword.name}\` is set again in line ${document.lines.lineAt(last.name.span.start) + 1}, and only the last counts. Remove this line.`,
        fixes: [fix('Remove this line', [{ span: { start: line.span.start, end }, newText: '' }], true)],
        related: [{ span: last.name.span, message: 'This one counts' }],
        unnecessary: true,
      };
    }
  },
};
