import { conditionsOf, numberIn } from '../conditions';
import type { Check } from './check';

const ids: readonly string[] = ['uid', 'gid'];

export const octalNumber: Check = {
  code: 'octal-number',
  severity: 'warning',
  scope: 'line',
  *find(file) {
    for (const loaded of file.rules) {
      for (const { fact, value } of conditionsOf(loaded)) {
        // a0 to a3 are often modes, for which octal is meant.
        if (fact.value === 'integer' || fact.value === 'path' || fact.value === 'label' || fact.value === 'key')
          continue;
        if (!/^-?0[0-9]+$/.test(value.text)) continue;
        const number = numberIn(value.text)?.value;
        yield {
          span: value,
          severity: ids.includes(fact.value) ? 'warning' : 'info',
          message: `A number that begins with 0 is octal: auditctl reads \`${value.text}\` as ${number}. Write ${number}, or leave out the 0 if that is not meant.`,
        };
      }
    }
  },
};
