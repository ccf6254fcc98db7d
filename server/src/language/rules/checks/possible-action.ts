import type { Check } from './check';

export const possibleAction: Check = {
  code: 'possible-action',
  severity: 'warning',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const { parts, effect } of file.taken) {
      const { action } = parts;
      if (effect.eaten !== true || action?.text !== 'possible') continue;
      yield {
        span: action,
        message: 'auditctl calls `possible` deprecated, takes the line and loads no rule at all. Write `always`.',
        fixes: [{ title: 'Write always', edits: [{ span: action, newText: 'always' }], safe: false }],
      };
    }
  },
};
