import type { Check } from './check';

export const tlsNeedsBuild: Check = {
  code: 'tls-needs-build',
  severity: 'info',
  kinds: ['auditd', 'remote'],
  *find(file) {
    const transport = file.given('transport');
    if (transport === undefined || file.value('transport') !== 'tls') return;
    yield {
      span: file.spanOf('transport'),
      message: `TLS is a choice of the build, and few distributions have made it: ${file.program} without it refuses \`tls\` and with it the file. Ask the host before you rely on it.`,
    };
  },
};
