import type { Actions, HostAction, Note } from './actions';
import { iptablesVerdict, nftVerdict } from '../diagnosis/packetFilter';
import { nftActions } from './nftables';
import { mark, notKept, type Opening } from './opening';
import type { Surroundings } from './surroundings';

/** What lets the senders' connections through to the server's port, in the words of the firewall that is there. */
export function firewallActions(host: Surroundings, opening: Opening): Actions {
  if (host.firewalld !== undefined) return firewalldActions(host.firewalld, opening);
  if (/^Status: active/m.test(host.ufw?.status ?? '')) return ufwActions(host.ufw?.added ?? '', opening);
  const waiting = { ...opening, sources: opening.sources.filter((source) => !letsIn(host, source, opening.port)) };
  const parts = [
    nftActions(host.nft ?? '', waiting, host.iptables !== undefined),
    iptablesActions('iptables', host.iptables, waiting),
    iptablesActions('ip6tables', host.ip6tables, waiting),
  ];
  const actions = parts.flatMap((part) => part.actions);
  const notes = [...new Set(parts.flatMap((part) => part.notes))];
  if (letsIn(host, stranger, opening.port)) notes.push(openToAll(opening.port));
  return { actions, notes, hindrances: [] };
}

/** An address that no host has: it is kept for documentation. */
const stranger = '198.51.100.77';

function openToAll(port: number): Note {
  return `No firewall of this host guards port ${port}: whoever reaches it can put records into the log. One of the network, such as a cloud’s security group, is for you to look at.`;
}

/** Whether a new connection gets through as the rules stand. Only IPv4 is followed; of the rest nothing is assumed. */
function letsIn(host: Surroundings, source: string, port: number): boolean {
  if (family(source) === 'ipv6') return false;
  const packet = { source, destination: host.addresses.find((one) => family(one) === 'ipv4') ?? '', port };
  return [nftVerdict(host.nft ?? '', 'input', packet), iptablesVerdict(host.iptables ?? '', 'input', packet)].every(
    ({ kind }) => kind === 'passes',
  );
}

function firewalldActions(
  { zone, now, permanent }: { zone: string; now: string; permanent: string },
  opening: Opening,
): Actions {
  const { port, sources } = opening;
  const notes: Note[] = [];
  const open = new RegExp(`^ *ports:.*\\b${port}/tcp`, 'm');
  if (open.test(now) || open.test(permanent)) {
    notes.push(
      `firewalld has port ${port}/tcp open for everybody in zone ${zone}: whoever reaches it can put records into the log. "firewall-cmd --permanent --zone=${zone} --remove-port=${port}/tcp" and the same without --permanent close it for others.`,
    );
  }
  // Said to both, now and for good: a reload would take along what somebody else has said only for now.
  const actions = sources.flatMap((source): HostAction[] => {
    const rule = `rule family="${family(source)}" source address="${source}" port port="${port}" protocol="tcp" accept`;
    const places = [
      { text: permanent, option: '--permanent ' },
      { text: now, option: '' },
    ].filter(({ text }) => !text.includes(rule));
    if (places.length === 0) return [];
    const both = (what: string): string =>
      places.map(({ option }) => `firewall-cmd ${option}--zone='${zone}' --${what}-rich-rule='${rule}'`).join(' && ');
    const when = places.length === 2 ? 'now and permanently' : places[0]?.option === '' ? 'now' : 'permanently';
    return [
      {
        kind: 'firewall',
        words: `allow ${source} to port ${port}/tcp in firewalld, zone ${zone}, ${when}`,
        command: both('add'),
        undo: both('remove'),
      },
    ];
  });
  return { actions, notes, hindrances: [] };
}

function ufwActions(added: string, { port, sources }: Opening): Actions {
  const actions = sources.flatMap((source): HostAction[] => {
    const rule = `from ${source} to any port ${port} proto tcp`;
    if (added.includes(`ufw allow ${rule}`)) return [];
    return [
      {
        kind: 'firewall',
        words: `allow ${source} to port ${port}/tcp in ufw`,
        // First of all rules: an earlier one that denies would win.
        command: `ufw prepend allow ${rule} comment '${mark}' || ufw allow ${rule}`,
        undo: `ufw delete allow ${rule}`,
      },
    ];
  });
  const open = new RegExp(`^ufw allow (in )?${port}(/tcp)?( |$)`, 'm').test(added);
  const note = `ufw has port ${port} open for everybody: whoever reaches it can put records into the log. "ufw delete allow ${port}/tcp" closes it for others.`;
  return { actions, notes: open ? [note] : [], hindrances: [] };
}

/** Tables of nft that iptables manages answer to iptables; `iptables -S` shows them and those of the old kind. */
function iptablesActions(
  program: 'iptables' | 'ip6tables',
  rules: string | undefined,
  { port, sources }: Opening,
): Actions {
  const nothing: Actions = { actions: [], notes: [], hindrances: [] };
  const ours = sources.filter((source) => family(source) === (program === 'iptables' ? 'ipv4' : 'ipv6'));
  if (rules === undefined || !isClosed(rules) || ours.length === 0) return nothing;
  const actions = ours.flatMap((source): HostAction[] => {
    const bits = program === 'iptables' ? 32 : 128;
    const isThere = rules
      .split('\n')
      .some(
        (line) =>
          line.includes(` -s ${source}/${bits} `) && line.includes(`--dport ${port} `) && /-j ACCEPT/.test(line),
      );
    if (isThere) return [];
    const rule = `INPUT -s ${source} -p tcp -m tcp --dport ${port} -m comment --comment '${mark}' -j ACCEPT`;
    return [
      {
        kind: 'firewall',
        words: `allow ${source} to port ${port}/tcp in ${program}`,
        command: `${program} -w 5 -I ${rule}`,
        undo: `${program} -w 5 -D ${rule}`,
      },
    ];
  });
  return { actions, notes: actions.length === 0 ? [] : [notKept(program)], hindrances: [] };
}

function isClosed(rules: string): boolean {
  return /^-P INPUT (DROP|REJECT)/m.test(rules) || /^-A INPUT .*-[jg] (?!ACCEPT|LOG)/m.test(rules);
}

function family(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
