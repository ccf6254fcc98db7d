import type { Check } from './check';

export const carriageReturnInKey: Check = {
  code: 'carriage-return-in-key',
  severity: 'warning',
  scope: 'line',
  about: ['-k', 'key'],
  *find(file) {
    for (const { parts } of file.rules) {
      const key = parts.keys.at(-1);
      if (key === undefined || !key.text.endsWith('\r')) continue;
      const span = { start: key.end - 1, end: key.end };
      yield {
        span: key,
        message: `The line ends as on Windows, and the carriage return is part of the key: \`ausearch -k ${key.text.slice(0, -1)}\` does not find its events. Save the file with LF line ends.`,
        fixes: [{ title: 'Remove the carriage return', edits: [{ span, newText: '' }], safe: true }],
      };
    }
  },
};
