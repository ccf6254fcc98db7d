import { atLeast } from '../../../../../core/src/target';
import { conditionsOf, records } from '../conditions';
import { ruleFor } from '../twin';
import type { Check } from './check';

export const permWithoutArch: Check = {
  code: 'perm-without-arch',
  severity: 'warning',
  scope: 'line',
  about: ['perm'],
  *find(file) {
    if (!atLeast(file.target, '3.1.3')) return;
    for (const loaded of file.rules) {
      if (!records(loaded) || loaded.parts.watch !== undefined || conditionsOf(loaded, 'arch').length > 0) continue;
      const [perm] = conditionsOf(loaded, 'perm');
      if (perm === undefined || loaded.parts.syscalls.length > 0) continue;
      const rules = (['b64', 'b32'] as const)
        .map((width) => ruleFor(file, loaded, width))
        .filter((text) => text !== undefined);
      yield {
        span: perm.span,
        message: `Without arch this rule is tried at every system call (auditctl ${file.target.auditVersion}: 'perm used without an arch is slower'). Write one rule with \`-F arch=b64\` before perm, and one with \`-F arch=b32\`.`,
        fixes: [
          {
            title: rules.length === 1 ? 'Add arch' : 'Write one rule for b64 and one for b32',
            edits: [{ span: { start: loaded.line.start, end: loaded.line.end }, newText: rules.join('\n') }],
            safe: false,
          },
        ],
      };
    }
  },
};
