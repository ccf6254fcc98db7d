import { alreadyHidden } from '../program/alreadyHidden';
import type { Check } from './check';

export const neverAfterAlways: Check = {
  code: 'never-after-always',
  severity: 'warning',
  scope: 'file',
  begin: (program) =>
    alreadyHidden(program, neverAfterAlways, (line, by) => {
      const first = by.find(({ rule }) => rule.action === 'always');
      if (line.rule.action !== 'never' || first === undefined) return undefined;
      return () => ({
        message: `The rule on line ${first.line.at + 1} matches the same events first and records them, so that this exclusion does nothing. Put it before that rule.`,
      });
    }),
};
