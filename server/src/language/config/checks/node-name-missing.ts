import type { Check } from './check';

export const nodeNameMissing: Check = {
  code: 'node-name-missing',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    const { settings } = file.reading;
    if (settings.last('name') !== undefined || !settings.known('name', 'name_format')) return;
    if (file.value('name_format') !== 'user') return;
    yield {
      span: file.spanOf('name_format'),
      message:
        "`name_format = user` takes the node's name from `name`, which is not given. auditd reads the file without complaint and then ends with status 1. Add `name = …`.",
    };
  },
};
