import { byteLength } from '../../../../../core/src/text/utf8';
import type { Check } from './check';

export const keyOver31Bytes: Check = {
  code: 'key-over-31-bytes',
  severity: 'info',
  scope: 'line',
  about: ['-k', 'key'],
  *find(file) {
    for (const { parts } of file.rules) {
      const key = parts.keys.at(-1);
      if (key === undefined) continue;
      const length = parts.keys.reduce((sum, { text }) => sum + byteLength(text) + 1, -1);
      if (length <= 31) continue;
      yield {
        span: key,
        message: `The manual allows 31 bytes for the keys of a rule; these have ${length}. auditctl takes up to 256, but tools that read events may cut them. Choose a shorter key.`,
      };
    }
  },
};
