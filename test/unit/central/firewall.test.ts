import { describe, expect, it } from 'vitest';
import { firewallActions } from '../../../client/src/central/setUp/firewall';
import { surroundings } from './surroundings';

const opening = { port: 60, sources: ['10.99.0.11', '10.99.0.12'] };
const wordsOf = (around: Parameters<typeof firewallActions>[0], more = opening): string[] =>
  firewallActions(around, more).actions.map(({ words }) => words);

// As nft 1.0.6 prints them (`nft -n list ruleset`, in a namespace).
const closed = `table inet filter {
	set lan {
		type ipv4_addr
		elements = { 10.1.1.1, 10.1.1.2 }
	}

	chain input {
		type filter hook input priority 0; policy drop;
		iif "lo" accept
		ct state 0x2,0x4 accept
		tcp dport 22 accept
	}
}
`;

describe('nft', () => {
  it('gets a rule on top of a chain that drops, for each sender', () => {
    const { actions, notes } = firewallActions(surroundings({ nft: closed }), opening);
    expect(actions.map(({ command }) => command)).toEqual([
      `nft insert rule 'inet' 'filter' 'input' ip saddr 10.99.0.11 tcp dport 60 accept comment '"auditd central logging 10.99.0.11"'`,
      `nft insert rule 'inet' 'filter' 'input' ip saddr 10.99.0.12 tcp dport 60 accept comment '"auditd central logging 10.99.0.12"'`,
    ]);
    expect(notes.join(' ')).toContain('until the next boot');
  });

  it('is left alone where the senders are let in already', () => {
    const open = closed.replace(
      'tcp dport 22 accept',
      'ip saddr { 10.99.0.11, 10.99.0.12 } tcp dport { 22, 60 } accept',
    );
    expect(firewallActions(surroundings({ nft: open }), opening)).toEqual({ actions: [], notes: [], hindrances: [] });
  });

  it('counts a chain as closed that goes on to one that drops', () => {
    const text = `table ip guard {
	chain doors {
		tcp dport 22 accept
		counter packets 0 bytes 0 drop
	}

	chain in {
		type filter hook input priority 0; policy accept;
		jump doors
	}

	chain out {
		type filter hook output priority 0; policy drop;
	}
}
`;
    expect(wordsOf(surroundings({ nft: text }))).toEqual([
      'allow 10.99.0.11 to port 60/tcp in nft, chain ip guard in',
      'allow 10.99.0.12 to port 60/tcp in nft, chain ip guard in',
    ]);
  });

  it('has nothing to open for a sender of the other protocol', () => {
    const text = closed.replace('table inet', 'table ip6');
    expect(wordsOf(surroundings({ nft: text }))).toEqual([]);
    expect(wordsOf(surroundings({ nft: text }), { port: 60, sources: ['fd00::11'] })).toEqual([
      'allow fd00::11 to port 60/tcp in nft, chain ip6 filter input',
    ]);
  });

  it('does not touch tables that iptables manages', () => {
    const nft = `# Warning: table ip filter is managed by iptables-nft, do not touch!\ntable ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n}\n`;
    const iptables = '-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n';
    expect(wordsOf(surroundings({ nft, iptables }))).toEqual([
      'allow 10.99.0.11 to port 60/tcp in iptables',
      'allow 10.99.0.12 to port 60/tcp in iptables',
    ]);
  });
});

describe('iptables', () => {
  it('gets only what is not there', () => {
    const iptables =
      '-P INPUT ACCEPT\n-A INPUT -s 10.99.0.11/32 -p tcp -m tcp --dport 60 -m comment --comment "auditd central logging" -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-port-unreachable\n';
    expect(wordsOf(surroundings({ iptables }))).toEqual(['allow 10.99.0.12 to port 60/tcp in iptables']);
  });

  it('is left alone where it turns nothing away', () => {
    const { actions, notes } = firewallActions(surroundings({ iptables: '-P INPUT ACCEPT\n' }), opening);
    expect(actions).toEqual([]);
    expect(notes.join(' ')).toContain('No firewall of this host guards port 60');
  });
});

describe('ufw', () => {
  // As ufw 0.36.2 prints them, in a namespace.
  const status =
    'Status: active\n\nTo                         Action      From\n--                         ------      ----\n';
  const added = `Added user rules (see 'ufw status' for running firewall):
ufw allow from 10.99.0.11 to any port 60 proto tcp comment 'auditd central logging'
ufw allow 22/tcp
`;

  it('gets a rule before those that deny, for whoever has none', () => {
    expect(firewallActions(surroundings({ ufw: { status, added } }), opening).actions).toEqual([
      {
        kind: 'firewall',
        words: 'allow 10.99.0.12 to port 60/tcp in ufw',
        command:
          "ufw prepend allow from 10.99.0.12 to any port 60 proto tcp comment 'auditd central logging' || ufw allow from 10.99.0.12 to any port 60 proto tcp",
        undo: 'ufw delete allow from 10.99.0.12 to any port 60 proto tcp',
      },
    ]);
  });

  it('says when the port is open for everybody', () => {
    const all = firewallActions(surroundings({ ufw: { status, added: `${added}ufw allow 60/tcp\n` } }), opening);
    expect(all.notes.join(' ')).toContain('open for everybody');
  });

  it('does not count when it is off', () => {
    expect(wordsOf(surroundings({ ufw: { status: 'Status: inactive\n', added: '' }, nft: closed }))).toHaveLength(2);
  });
});

// firewalld needs systemd and its bus, which a test host has not: written after its documentation, not recorded.
describe('firewalld', () => {
  const listed = (more = ''): string => `public (active)
  target: default
  services: dhcpv6-client ssh
  ports: 8080/tcp
  rich rules: 
${more}`;
  const rule = (source: string): string =>
    `rule family="ipv4" source address="${source}" port port="60" protocol="tcp" accept`;

  it('is told now and for good, for the senders only', () => {
    const around = surroundings({ firewalld: { zone: 'public', now: listed(), permanent: listed() } });
    const [first, second] = firewallActions(around, opening).actions;
    expect(first?.command).toBe(
      `firewall-cmd --permanent --zone='public' --add-rich-rule='${rule('10.99.0.11')}' && firewall-cmd --zone='public' --add-rich-rule='${rule('10.99.0.11')}'`,
    );
    expect(first?.undo).toContain('--remove-rich-rule');
    expect(second?.words).toContain('now and permanently');
  });

  it('is told what is missing: permanently, where it was said only for now', () => {
    const now = listed(`\t${rule('10.99.0.11')}\n\t${rule('10.99.0.12')}\n`);
    const around = surroundings({ firewalld: { zone: 'public', now, permanent: listed(`\t${rule('10.99.0.11')}\n`) } });
    expect(wordsOf(around)).toEqual(['allow 10.99.0.12 to port 60/tcp in firewalld, zone public, permanently']);
  });

  it('has nothing to do the second time', () => {
    const both = listed(`\t${rule('10.99.0.11')}\n\t${rule('10.99.0.12')}\n`);
    const around = surroundings({ firewalld: { zone: 'public', now: both, permanent: both } });
    expect(firewallActions(around, opening)).toEqual({ actions: [], notes: [], hindrances: [] });
  });

  it('says when the port is open for everybody', () => {
    const open = listed().replace('8080/tcp', '8080/tcp 60/tcp');
    const around = surroundings({ firewalld: { zone: 'public', now: open, permanent: open } });
    expect(firewallActions(around, opening).notes.join(' ')).toContain('open for everybody in zone public');
  });
});
