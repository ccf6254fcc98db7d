import { conditionsOf, isOn } from '../conditions';
import type { Check } from './check';

const runs: readonly string[] = ['execve', 'execveat'];

export const redundantExecPerm: Check = {
  code: 'redundant-exec-perm',
  severity: 'hint',
  scope: 'line',
  about: ['perm'],
  *find(file) {
    for (const loaded of file.rules) {
      const { syscalls } = loaded.parts;
      const [perm] = conditionsOf(loaded, 'perm');
      if (!isOn(loaded, 'exit') || perm?.value.text.toLowerCase() !== 'x' || syscalls.length === 0) continue;
      if (!syscalls.every(({ text }) => runs.includes(text.toLowerCase()))) continue;
      yield {
        span: perm.span,
        message: 'perm=x selects the calls that run programs, which -S names here already. One of the two is enough.',
      };
    }
  },
};
