import type { HostView } from '../hostView';
import { saidEvidence } from '../hostView';
import type { Verdict } from '../packetFilter';
import { holdsAddress, holdsPort, iptablesVerdict, nftVerdict } from '../packetFilter';
import type { Pair } from '../pair';
import { addressesOf, goodConnection, remotePort, senderConnections, serverAddresses } from '../pair';
import type { Found } from './found';
import { commandRemedy, found } from './found';

/** What firewalld, ufw, nftables or iptables of either side do to a sender's connection. */
export function firewallFaults({ sender, server }: Pair): Found[] {
  const port = remotePort(sender);
  const kept = server === undefined ? [] : firewalldFaults(sender, server, port);
  if (goodConnection(sender) !== undefined) return kept.filter(({ effect }) => effect === 'warns');
  const blocked = server === undefined ? [] : filterFaults(sender, server, 'input');
  const all = [
    ...kept,
    ...(server === undefined ? [] : ufwFaults(sender, server, port)),
    ...blocked,
    ...filterFaults(sender, sender, 'output'),
  ];
  // The one that a person talks to, not the rules that it makes of that.
  return all.slice(0, 1);
}

function firewalldFaults(sender: HostView, server: HostView, port: number): Found[] {
  const now = server.seen.asked.get('firewalld');
  const permanent = server.seen.asked.get('firewalldkept');
  if (now === undefined || now.status !== 0) return [];
  const isOpenNow = opens(now.said, port, sender);
  const isOpenForGood = permanent !== undefined && permanent.status === 0 && opens(permanent.said, port, sender);
  if (isOpenNow && isOpenForGood) return [];
  const add = `firewall-cmd --permanent --add-port=${port}/tcp && firewall-cmd --add-port=${port}/tcp`;
  const evidence = [
    ...saidEvidence(server, 'firewalld', /ports|services|rule |target|sources/),
    ...saidEvidence(server, 'firewalldkept', /ports|services|rule |target/),
  ];
  if (isOpenNow) {
    return [
      found('firewall-now-only', [server, 'network', 'warns'], {
        cause: `firewalld lets port ${port} through now, but not permanently: after its next reload or a boot no sender gets in.`,
        next: `Say it for good: firewall-cmd --permanent --add-port=${port}/tcp, better with the senders’ addresses only.`,
        evidence,
        ...commandRemedy(server, `firewall-cmd --permanent --add-port=${port}/tcp`),
      }),
    ];
  }
  return [
    found('firewall-blocks', [server, 'network', 'breaks'], {
      cause: isOpenForGood
        ? `firewalld has port ${port} only in its permanent configuration: without a reload that does nothing now.`
        : `firewalld on ${server.host} does not let port ${port}/tcp through.`,
      next: isOpenForGood
        ? 'Reload it: firewall-cmd --reload.'
        : `Open it, now and for good, for the senders’ addresses: ${add}`,
      evidence,
      ...commandRemedy(server, isOpenForGood ? 'firewall-cmd --reload' : add),
    }),
  ];
}

/** By port, by a rich rule for one of the sender's addresses, by a source zone, or because the zone lets all in. */
function opens(listing: string, port: number, sender: HostView): boolean {
  if (/^ *target: ACCEPT/m.test(listing)) return true;
  const ports = (/^ *ports: *(.*)$/m.exec(listing)?.[1] ?? '').split(' ');
  const isListed = ports.some((entry) => {
    const range = /^(\d+)(?:-(\d+))?\/tcp$/.exec(entry);
    return range !== null && port >= Number(range[1]) && port <= Number(range[2] ?? range[1]);
  });
  if (isListed) return true;
  return [...listing.matchAll(/^\s*rule .*\baccept\b.*$/gm)].some(
    ([rule]) =>
      rule.includes(`port="${port}"`) &&
      (!/source address=/.test(rule) ||
        addressesOf(sender).some(
          (address) => rule.includes(`"${address}"`) || /\//.test(/source address="([^"]*)"/.exec(rule)?.[1] ?? ''),
        )),
  );
}

/** By its own files: `ufw status` would write its lock. A rule of ufw stands in a comment before what it makes of it. */
function ufwFaults(sender: HostView, server: HostView, port: number): Found[] {
  const said = server.seen.asked.get('ufw')?.said ?? '';
  if (!/^ENABLED=yes/im.test(said) || !/^DEFAULT_INPUT_POLICY="?(DROP|REJECT)/m.test(said)) return [];
  const rules = [...said.matchAll(/^### tuple ### (?:route:)?(\S+) (\S+) (\S+) \S+ \S+ (\S+) in/gm)];
  const isAllowed = rules.some(
    ([, action = '', protocol = '', ports = '', source = '']) =>
      /^(allow|limit)/.test(action) &&
      /^(any|tcp)$/.test(protocol) &&
      (ports === 'any' || holdsPort(ports.replaceAll(':', '-'), port)) &&
      addressesOf(sender).some((address) => holdsAddress(source, address)),
  );
  if (isAllowed) return [];
  return [
    found('firewall-blocks', [server, 'network', 'breaks'], {
      cause: `ufw on ${server.host} turns away what comes in, and has no rule that lets ${sender.host} in on port ${port}.`,
      next: `Allow the senders’ network: ufw allow from NETWORK to any port ${port} proto tcp.`,
      evidence: saidEvidence(server, 'ufw', /^(ENABLED|DEFAULT_INPUT_POLICY|### tuple)/),
    }),
  ];
}

function filterFaults(sender: HostView, at: HostView, hook: 'input' | 'output'): Found[] {
  const destination = serverAddresses(sender)[0];
  const source =
    senderConnections(sender)[0]?.local.address ?? / src (\S+)/.exec(sender.seen.asked.get('route')?.said ?? '')?.[1];
  if (destination === undefined || source === undefined) return [];
  const packet = { source, destination, port: remotePort(sender) };
  const verdicts: [string, Verdict][] = [
    ['nft', nftVerdict(at.seen.asked.get('nft')?.said ?? '', hook, packet)],
    ['iptables', iptablesVerdict(at.seen.asked.get('iptables')?.said ?? '', hook, packet)],
  ];
  const [program, verdict] = verdicts.find(([, { kind }]) => kind === 'blocked') ?? [];
  if (program === undefined || verdict === undefined) return [];
  return [
    found('firewall-blocks', [at, 'network', 'breaks'], {
      cause: `The packet filter of ${at.host} turns away what ${source} sends to port ${packet.port}: ${verdict.rule}.`,
      next: `Let it through before that rule, and wherever the rules of this host are kept: ${program === 'nft' ? `nft insert rule … ${hook} ip saddr ${source} tcp dport ${packet.port} accept` : `iptables -I ${hook.toUpperCase()} -s ${source} -p tcp --dport ${packet.port} -j ACCEPT`}`,
      evidence: [{ host: at.host, command: at.seen.asked.get(program)?.command ?? program, said: verdict.rule }],
    }),
  ];
}
