import type { HostView } from '../hostView';

/** Where plugin files are when no plugin_dir says otherwise. */
export function usualFolder({ isOld }: HostView): string {
  return isOld ? '/etc/audisp/plugins.d' : '/etc/audit/plugins.d';
}
