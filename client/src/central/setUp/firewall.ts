import type { Actions, HostAction, Note } from './actions';
import { nftActions } from './nftables';
import { mark, notKept, type Opening } from './opening';
import type { Surroundings } from './surroundings';

/** What lets the senders' connections through to the server's port, in the words of the firewall that is there. */
export function firewallActions(host: Surroundings, opening: Opening): Actions {
  if (host.firewalld !== undefined) return firewalldActions(host.firewalld, opening);
  if (/^Status: active/m.test(host.ufw?.status ?? '')) return ufwActions(host.ufw?.added ?? '', opening);
  const nft = nftActions(host.nft ?? '', opening, host.iptables !== undefined);
  const tables = [
    iptablesActions('iptables', host.iptables, opening),
    iptablesActions('ip6tables', host.ip6tables, opening),
  ];
  const actions = [...nft.actions, ...tables.flatMap((one) => one.actions)];
  const notes = [...new Set([...nft.notes, ...tables.flatMap((one) => one.notes)])];
  if (actions.length > 0 || notes.length > 0) return { actions, notes, hindrances: nft.hindrances };
  const note = `No firewall of this host guards port ${opening.port}: whoever reaches it can put records into the log. One of the network, such as a cloud’s security group, is for you to open.`;
  const isOpened = filters(host);
  return { actions: [], notes: isOpened ? [] : [note], hindrances: nft.hindrances };
}

/** Whether something filters there at all, so that nothing to do means that it was done before. */
function filters(host: Surroundings): boolean {
  return (host.nft ?? '').includes('hook input') || isClosed(host.iptables ?? '') || isClosed(host.ip6tables ?? '');
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
  return (
    /^-P INPUT (DROP|REJECT)/m.test(rules) ||
    /^-A INPUT .*-j (DROP|REJECT)/m.test(rules) ||
    /^-A INPUT -j (?!ACCEPT)/m.test(rules)
  );
}

function family(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
