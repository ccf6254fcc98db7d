import { remotePlugin, sends } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const inactivePluginWithServer: Check = {
  code: 'inactive-plugin-with-server',
  severity: 'info',
  kinds: ['remote', 'plugin'],
  *find(file) {
    const plugin = remotePlugin(file.host);
    const { remote } = file.host;
    if (plugin === undefined || !sends(remote) || plugin.value('active') === 'yes') return;
    const server = remote.given('remote_server')?.value.text ?? '';
    if (file.kind === 'plugin') {
      if (file.document.uri !== plugin.document.uri) return;
      yield {
        span: file.spanOf('active', 'path'),
        message: `audisp-remote.conf names \`${server}\` as the central server, but this plugin is off: nothing is sent.`,
        fixes: [set(file, 'active', 'yes')],
      };
    } else {
      yield {
        span: file.spanOf('remote_server'),
        message: `The plugin file ${plugin.document.uri.slice(plugin.document.uri.lastIndexOf('/') + 1)} has \`active = no\`: nothing is sent to \`${server}\`.`,
        related: [
          { uri: plugin.document.uri, span: plugin.spanOf('active', 'path'), message: 'The plugin is turned off here' },
        ],
      };
    }
  },
};
