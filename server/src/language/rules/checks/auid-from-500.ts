import { conditionsOf, isOn, numberIn } from '../conditions';
import type { Check } from './check';

export const auidFrom500: Check = {
  code: 'auid-from-500',
  severity: 'info',
  scope: 'line',
  about: ['auid', 'loginuid'],
  singlesOut: ['499', '500'],
  *find(file) {
    for (const loaded of file.rules) {
      if (!isOn(loaded, 'exit')) continue;
      for (const { operator, value, span } of conditionsOf(loaded, 'auid')) {
        const number = numberIn(value.text)?.value;
        const isOld = (operator.text === '>=' && number === 500) || (operator.text === '>' && number === 499);
        if (!isOld) continue;
        const newText = operator.text === '>=' ? '1000' : '999';
        yield {
          span,
          message:
            'Ordinary users begin at 1000 on current systems (UID_MIN in /etc/login.defs); 500 was the limit of RHEL 6 and older. Write `auid>=1000`.',
          fixes: [{ title: `Write ${newText}`, edits: [{ span: value, newText }], safe: false }],
        };
      }
    }
  },
};
