import type { Surroundings } from '../../../client/src/central/setUp/surroundings';

/** A Debian host without firewall, SELinux and tcp wrappers, with all of audit installed. */
export function surroundings(more: Partial<Surroundings> = {}): Surroundings {
  return {
    managers: ['apt-get'],
    units: new Map([['auditd', 'enabled']]),
    firewalld: undefined,
    ufw: undefined,
    nft: undefined,
    iptables: undefined,
    ip6tables: undefined,
    selinux: 'Disabled',
    ports: undefined,
    hostsDeny: undefined,
    programs: new Map([
      ['auditctl', '/sbin/auditctl'],
      ['audisp-remote', '/sbin/audisp-remote'],
    ]),
    keys: new Map(),
    addresses: ['10.99.0.1'],
    hostName: 'central',
    listening: [],
    isSending: true,
    connections: '',
    sourceAddress: '10.99.0.11',
    resolved: ['10.99.0.1'],
    ...more,
  };
}
