import { alreadyHidden } from '../program/alreadyHidden';
import type { Check } from './check';

export const unreachableRule: Check = {
  code: 'unreachable-rule',
  severity: 'warning',
  scope: 'file',
  begin: (program) =>
    alreadyHidden(program, unreachableRule, (line, by) => {
      const records = by.some(({ rule }) => rule.action === 'always');
      const isExclusion = line.rule.action === 'never';
      // A late exclusion has a check of its own, and so has a rule that hides everything. An exclusion behind a broader
      // one may be kept for the reader.
      if (isExclusion || (by[0]!.rule.action === 'never' && by[0]!.rule.fields.length === 0)) return undefined;
      const what = records ? 'only the key there is recorded' : 'so that none is recorded';
      return () => ({
        unnecessary: true,
        message: `Every event that this rule matches is matched before by line ${by.map((each) => each.line.at + 1).join(', ')}, and ${what}. Move this rule before it, or remove one of the two.`,
      });
    }),
};
