import type { HostView } from './hostView';
import { setting } from './hostView';

/** Whether anything on it says that it is to send. */
export function isSender({ plugins, strayPlugins, remote }: HostView): boolean {
  const isRemote = ({ program, name }: { program: string; name: string }): boolean =>
    /\/audisp-remote$/.test(program) || name === 'au-remote.conf';
  return (
    (setting(remote, 'remote_server') !== '' && remote.isThere) ||
    [...plugins, ...strayPlugins].some((plugin) => isRemote(plugin) && plugin.active)
  );
}
