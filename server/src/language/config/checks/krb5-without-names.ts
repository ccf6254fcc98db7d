import { isSender, transportOf } from '../configView';
import type { Check } from './check';

export const krb5WithoutNames: Check = {
  code: 'krb5-without-names',
  severity: 'info',
  kinds: ['remote'],
  *find(file) {
    if (!isSender(file.host) || transportOf(file) !== 'krb5' || file.given('krb5_principal')) return;
    yield {
      span: file.spanOf('transport', 'enable_krb5'),
      message:
        "With Kerberos give `krb5_principal`, the name of the server's audit service, such as `auditd/log.example.com@EXAMPLE.COM`; else it is derived from `remote_server`.",
    };
  },
};
