import { usualPort } from './wish';
import type { Actions } from './actions';
import type { Surroundings } from './surroundings';

const none: Actions = { actions: [], notes: [], hindrances: [] };

/** Whether SELinux must be told that auditd may use this port; it knows the usual one from its policy. */
export function needsPortLabel(host: Surroundings, port: number): boolean {
  return host.selinux !== 'Disabled' && (host.ports === undefined ? port !== usualPort : !isLabelled(host.ports, port));
}

/** SELinux lets auditd listen only on ports of type audit_port_t. */
export function portLabelActions(host: Surroundings, port: number): Actions {
  if (!needsPortLabel(host, port) || host.ports === undefined) return none;
  const taken = new RegExp(`^(\\S+)\\s+tcp\\s+${numbers(port)}`, 'm').exec(host.ports)?.[1];
  // A port that another type has by name can be given to audit only as a change of that, not as a new one.
  const change = taken !== undefined && taken !== 'audit_port_t';
  const label = `semanage port ${change ? '-m' : '-a'} -t audit_port_t -p tcp ${port}`;
  return {
    actions: [
      {
        kind: 'port-label',
        words: `label port ${port}/tcp as audit_port_t for SELinux${change ? ` (it is ${taken} now)` : ''}`,
        command: label,
        undo: change ? `semanage port -m -t ${taken} -p tcp ${port}` : `semanage port -d -p tcp ${port}`,
      },
    ],
    notes: [],
    hindrances: [],
  };
}

function isLabelled(ports: string, port: number): boolean {
  const line = /^audit_port_t\s+tcp\s+(.*)$/m.exec(ports)?.[1] ?? '';
  return line.split(',').some((part) => {
    const [first, last = first] = part.trim().split('-').map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
}

function numbers(port: number): string {
  return `(?:.*[ ,])?${port}(?:,|\\s|$)`;
}
