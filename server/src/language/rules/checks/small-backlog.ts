import { spanOfUse } from '../conditions';
import type { Check } from './check';

const usual = 8192;
const many = 50;

export const smallBacklog: Check = {
  code: 'small-backlog',
  severity: 'info',
  scope: 'file',
  *find(file) {
    if (file.folderRules.length <= many) return;
    for (const { line, effect } of file.taken) {
      const size = effect.settings.find(({ name }) => name === '-b')?.value;
      if (size === undefined || size === 0 || size >= usual) continue;
      const use = line.options.find(({ name }) => name === '-b');
      if (use?.argument === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: `With ${file.folderRules.length} rules a burst of events can be more than ${size}, and what does not fit is lost. The sample rules of audit have ${usual}.`,
        fixes: [{ title: `Write ${usual}`, edits: [{ span: use.argument, newText: String(usual) }], safe: false }],
      };
    }
  },
};
