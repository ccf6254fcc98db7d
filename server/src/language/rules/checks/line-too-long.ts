import { longestLine } from '../../../../../core/src/rules/tree';
import type { Check } from './check';

export const lineTooLong: Check = {
  code: 'line-too-long',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    for (const line of file.tree.lines) {
      if (line.piece !== 1) continue;
      yield {
        span: line,
        message: `auditctl reads at most ${longestLine} bytes of a line and takes what follows here for another line, also behind a comment. Split the line.`,
      };
    }
  },
};
