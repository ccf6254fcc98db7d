import { atLeast } from '../../../../../core/src/target';
import { conditionsOf, records, textOf } from '../conditions';
import type { Check } from './check';

export const permBeforeArch: Check = {
  code: 'perm-before-arch',
  severity: 'warning',
  scope: 'line',
  about: ['perm'],
  *find(file) {
    if (!atLeast(file.target, '3.1.3')) return;
    for (const loaded of file.rules) {
      if (!records(loaded)) continue;
      const [perm] = conditionsOf(loaded, 'perm');
      const [arch] = conditionsOf(loaded, 'arch');
      if (perm === undefined || arch === undefined || arch.span.start < perm.span.start) continue;
      if (loaded.parts.syscalls.length > 0) continue;
      const edits = [
        { span: perm.span, newText: textOf(file, arch.span) },
        { span: arch.span, newText: textOf(file, perm.span) },
      ];
      yield {
        span: perm.span,
        message:
          'auditctl narrows a rule with perm to the system calls it is about only if arch stands before perm. Write arch first.',
        fixes: [{ title: 'Write arch first', edits, safe: false }],
      };
    }
  },
};
