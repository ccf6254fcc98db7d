import { errnoNumber } from '../../../../../core/src/facts/rules/errno';
import { conditionsOf } from '../conditions';
import type { Check } from './check';

export const positiveErrno: Check = {
  code: 'positive-errno',
  severity: 'warning',
  scope: 'line',
  about: ['exit'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const { value } of conditionsOf(loaded, 'exit')) {
        const number = errnoNumber(value.text);
        if (number === undefined) continue;
        yield {
          span: value,
          message: `A call that fails returns the negative error. \`${value.text}\` is the number ${number}, so this matches only a call that returns ${number}. Write \`-${value.text}\`.`,
          fixes: [
            {
              title: `Write -${value.text}`,
              edits: [{ span: { start: value.start, end: value.start }, newText: '-' }],
              safe: true,
            },
          ],
        };
      }
    }
  },
};
