import type { Check } from './check';

export const severalServers: Check = {
  code: 'several-servers',
  severity: 'warning',
  kinds: ['remote'],
  *find(file) {
    const server = file.given('remote_server');
    if (server?.value.text.includes(',') !== true) return;
    yield {
      span: server.value.span,
      message: `\`${server.value.text}\` is taken for one name, which nobody can resolve: audisp-remote sends to one server. A second copy of the plugin can send to a second one.`,
    };
  },
};
