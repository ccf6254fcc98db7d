import type { Host } from './host';

/**
 * What `viewItem` is for a row of the Hosts view: `host`, `host.central`, `host.selected.sender`. The menus of package.json
 * go by it.
 */
export function kindOfHost({ role }: Pick<Host, 'role'>, isSelected: boolean): string {
  return ['host', ...(isSelected ? ['selected'] : []), ...(role === undefined ? [] : [role])].join('.');
}

export const groupKind = 'group';
export const detailKind = 'detail';
