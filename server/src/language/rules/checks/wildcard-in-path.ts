import { pathsOf } from '../conditions';
import type { Check } from './check';

export const wildcardInPath: Check = {
  code: 'wildcard-in-path',
  severity: 'warning',
  scope: 'line',
  about: ['-w', '-W', 'path', 'dir', 'exe'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const path of pathsOf(loaded)) {
        const pattern = /[*?]|\[[^\]]+\]|^~|\$\w+|\$\{/.exec(path.text)?.[0];
        if (pattern === undefined) continue;
        yield {
          span: path,
          message: `auditctl and the kernel expand nothing: this means the one file whose name holds \`${pattern}\`. Name the file, or the folder with \`dir=\`.`,
        };
      }
    }
  },
};
