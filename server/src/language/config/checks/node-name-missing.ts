import type { Check } from './check';

export const nodeNameMissing: Check = {
  code: 'node-name-missing',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    if (file.given('name_format') === undefined || file.value('name_format') !== 'user' || file.given('name')) return;
    yield {
      span: file.spanOf('name_format'),
      message:
        "`name_format = user` takes the node's name from `name`, which is not given. auditd reads the file without complaint and then ends with status 1. Add `name = …`.",
    };
  },
};
