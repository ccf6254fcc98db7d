import type { Check } from './check';

export const secretInClear: Check = {
  code: 'secret-in-clear',
  severity: 'info',
  kinds: ['zos'],
  *find(file) {
    const password = file.given('password');
    if (password === undefined || password.value.text === 'racf_password') return;
    yield {
      span: password.value.span,
      message:
        'This password stands in clear, in a file that a group may read. Keep the file out of repositories, and give the account no other right than to write audit records.',
    };
  },
};
