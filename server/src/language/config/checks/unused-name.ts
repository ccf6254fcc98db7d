import type { Check } from './check';

export const unusedName: Check = {
  code: 'unused-name',
  severity: 'hint',
  kinds: ['auditd', 'audispd'],
  *find(file) {
    const format = file.value('name_format') ?? 'none';
    if (file.given('name') === undefined || format === 'user' || !file.reading.settings.known('name_format')) return;
    yield {
      span: file.spanOf('name'),
      message: `\`name\` counts with \`name_format = user\` only; here it is \`${format}\`.`,
      unnecessary: true,
    };
  },
};
