import { atLeast } from '../../../../../core/src/target';
import type { Check } from './check';

export const wrongFolder: Check = {
  code: 'wrong-folder',
  severity: 'warning',
  kinds: ['remote', 'plugin'],
  *find(file) {
    const modern = atLeast(file.target, '3.0');
    const folder = /\/etc\/(audit|audisp)\//.exec(file.document.uri)?.[1];
    if (folder === undefined || (folder === 'audit') === modern) return;
    const right = modern ? '/etc/audit' : '/etc/audisp';
    yield {
      span: file.document.tree.lines[0]?.span ?? { start: 0, end: 0 },
      message: `Audit ${file.target.auditVersion} looks for this file in ${right}${file.kind === 'plugin' ? '/plugins.d' : ''}, not in /etc/${folder}: nobody reads it here.`,
    };
  },
};
