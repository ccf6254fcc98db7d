import { isOn } from '../conditions';
import type { Check } from './check';

export const alwaysOnExclude: Check = {
  code: 'always-on-exclude',
  severity: 'info',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const loaded of file.rules) {
      const { action } = loaded.parts;
      if (!isOn(loaded, 'exclude') || loaded.rule.action !== 'always' || action === undefined) continue;
      yield {
        span: action,
        message:
          'The kernel does not look at the action of exclude rules: this drops the events. Write `never`, which says so.',
        fixes: [{ title: 'Write never', edits: [{ span: action, newText: 'never' }], safe: true }],
      };
    }
  },
};
