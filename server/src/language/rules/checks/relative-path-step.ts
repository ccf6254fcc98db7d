import { pathsOf } from '../conditions';
import { escapeWord } from '../../../../../core/src/rules/words';
import type { Check } from './check';

export const relativePathStep: Check = {
  code: 'relative-path-step',
  severity: 'warning',
  scope: 'line',
  about: ['-w', '-W', 'path', 'dir', 'exe'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const path of pathsOf(loaded)) {
        if (!path.text.startsWith('/') || !/\/\.\.?(\/|$)/.test(path.text)) continue;
        const newText = escapeWord(resolved(path.text));
        yield {
          span: path,
          message: `auditctl does not resolve \`.\` and \`..\` and warns of them. Write \`${newText}\`.`,
          fixes: [{ title: `Write ${newText}`, edits: [{ span: path, newText }], safe: false }],
        };
      }
    }
  },
};

function resolved(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return `/${steps.join('/')}`;
}
