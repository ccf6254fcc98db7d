import { atLeast } from '../../../../../core/src/target';
import { conditionsOf, numberIn, unsetId } from '../conditions';
import type { Check } from './check';

export const numericUnsetAuid: Check = {
  code: 'numeric-unset-auid',
  severity: 'info',
  scope: 'line',
  about: ['auid', 'loginuid'],
  *find(file) {
    if (!atLeast(file.target, '2.7')) return;
    for (const loaded of file.rules) {
      for (const { value } of conditionsOf(loaded, 'auid')) {
        const number = numberIn(value.text);
        if (number?.value !== unsetId || number.end !== value.text.length) continue;
        yield {
          span: value,
          message: `\`${value.text}\` as auid means that nobody logged in. Write \`unset\`, which says so (audit 2.7 and later).`,
          fixes: [{ title: 'Write unset', edits: [{ span: value, newText: 'unset' }], safe: true }],
        };
      }
    }
  },
};
