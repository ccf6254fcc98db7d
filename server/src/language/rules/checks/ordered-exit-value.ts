import type { Fix } from '../../../../../core/src/findings';
import { conditionsOf, numberIn } from '../conditions';
import type { Check } from './check';

export const orderedExitValue: Check = {
  code: 'ordered-exit-value',
  severity: 'warning',
  scope: 'line',
  about: ['exit'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const { operator, value, span } of conditionsOf(loaded, 'exit')) {
        if (!/^[<>]/.test(operator.text)) continue;
        const word = (newText: string): Fix[] => [
          { title: `Write ${newText}`, edits: [{ span, newText }], safe: false },
        ];
        const isZero = numberIn(value.text)?.value === 0;
        const always = operator.text === '>=' && isZero;
        const never = operator.text === '<' && isZero;
        const effect = never
          ? 'this never matches'
          : always
            ? 'this always matches'
            : 'every failure is larger than any success';
        yield {
          span,
          message: `The kernel compares exit values without sign, so that ${effect}. Use \`success=0\` for failures, \`success=1\` for successes, or \`exit=\` with one value.`,
          fixes: never ? word('success=0') : always ? word('success=1') : [],
        };
      }
    }
  },
};
