import { atLeast } from '../../../../../core/src/target';
import { transportOf } from '../configView';
import { removeKeyword } from '../fixes';
import type { Check } from './check';

export const twoTransports: Check = {
  code: 'two-transports',
  severity: 'warning',
  kinds: ['auditd', 'remote'],
  *find(file) {
    const old = file.given('enable_krb5');
    const transport = file.given('transport');
    if (old === undefined || transport === undefined || !atLeast(file.target, '3.0')) return;
    const says = file.value('transport');
    const wants = file.value('enable_krb5') === 'yes' ? 'krb5' : 'tcp';
    if (says === wants) return;
    yield {
      span: file.spanOf('enable_krb5'),
      message: `\`enable_krb5 = ${old.value.text}\` and \`transport = ${transport.value.text}\` contradict each other; records travel by ${transportOf(file)}. \`enable_krb5 = no\` never undoes \`transport\`, \`yes\` wins where it stands last. Keep \`transport\` only.`,
      fixes: [removeKeyword(file, 'enable_krb5')],
    };
  },
};
