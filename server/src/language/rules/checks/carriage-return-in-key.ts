import { pathsOf } from '../conditions';
import type { Check } from './check';

export const carriageReturnInKey: Check = {
  code: 'carriage-return-in-key',
  severity: 'warning',
  scope: 'line',
  about: ['-k', '-w', '-W', 'key', 'path', 'dir', 'exe'],
  *find(file) {
    for (const loaded of file.rules) {
      const key = loaded.parts.keys.find(({ text }) => text.endsWith('\r'));
      const part = key ?? pathsOf(loaded).find(({ text }) => text.endsWith('\r'));
      if (part === undefined) continue;
      const span = { start: part.end - 1, end: part.end };
      const why =
        key === undefined
          ? 'part of the path: the rule watches a file that is not there'
          : `part of the key: \`ausearch -k ${key.text.slice(0, -1)}\` does not find its events`;
      yield {
        span: part,
        message: `The line ends as on Windows, and the carriage return is ${why}. Save the file with LF line ends.`,
        fixes: [{ title: 'Remove the carriage return', edits: [{ span, newText: '' }], safe: true }],
      };
    }
  },
};
