import { atLeast } from '../../../../../core/src/target';
import { set } from '../fixes';
import type { Check } from './check';

const afUnix = '/sbin/audisp-af_unix';

export const builtinPlugin: Check = {
  code: 'builtin-plugin',
  severity: 'hint',
  kinds: ['plugin'],
  *find(file) {
    const path = file.given('path');
    if (!atLeast(file.target, '3.1.1') || path === undefined || file.value('active') !== 'yes') return;
    if (!path.value.text.toLowerCase().startsWith('builtin_')) return;
    yield {
      span: file.spanOf('path'),
      message: `Since 3.1.1 any \`builtin_\` name means ${afUnix}, with a message; where that program is not installed the plugin is skipped. Write the path.`,
      fixes: [set(file, 'path', afUnix)],
    };
  },
};
