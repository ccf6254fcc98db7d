import type { Actions, HostAction } from './actions';
import type { Surroundings } from './surroundings';

/** What must come up at boot by itself: auditd, and a firewall that was told something for good. */
export function bootActions(host: Surroundings): Actions {
  if (host.units === undefined) {
    return {
      actions: [],
      notes: ['systemd does not run here: whether auditd starts at boot is for you to look at.'],
      hindrances: [],
    };
  }
  const actions: HostAction[] = [];
  const isDisabled = (unit: string): boolean => host.units?.get(unit) === 'disabled';
  if (isDisabled('auditd')) actions.push(enabling('auditd'));
  if (host.firewalld !== undefined && isDisabled('firewalld')) actions.push(enabling('firewalld'));
  if (/^Status: active/m.test(host.ufw?.status ?? '') && isDisabled('ufw')) actions.push(enabling('ufw'));
  const masked = host.units.get('auditd') === 'masked';
  return {
    actions,
    notes: [],
    hindrances: masked
      ? [{ what: 'The unit auditd is masked.', next: 'Run "systemctl unmask auditd" there if that is no intention.' }]
      : [],
  };
}

function enabling(unit: string): HostAction {
  return {
    kind: 'boot',
    words: `start ${unit} at boot (systemctl enable)`,
    command: `systemctl enable ${unit}`,
    undo: `systemctl disable ${unit}`,
  };
}
