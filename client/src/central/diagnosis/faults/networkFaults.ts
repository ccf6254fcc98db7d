import type { HostView } from '../hostView';
import { clock, messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Pair } from '../pair';
import {
  addressesOf,
  goodConnection,
  isLoopback,
  listeningPorts,
  listenPort,
  remotePort,
  senderConnections,
  serverAddresses,
} from '../pair';
import type { Evidence } from '../report';
import { firewallFaults } from './firewallFaults';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { restartCommand } from './restart';

/** What is wrong on the way from a sender's audisp-remote to the server. */
export function networkFaults(pair: Pair): Found[] {
  const { sender } = pair;
  const name = setting(sender.remote, 'remote_server');
  if (name === '' || !sender.remote.isThere || sender.seen.version === undefined) return [];
  const connected = goodConnection(sender) !== undefined;
  if (connected) return [...wrongServer(pair), ...transport(pair), ...firewallFaults(pair), ...slow(sender)];
  const precise = [
    ...unknownName(sender, name),
    ...wrongServer(pair),
    ...noRoute(sender),
    ...ports(pair),
    ...transport(pair),
    ...firewallFaults(pair),
    ...localPort(sender),
  ];
  return [...precise, ...dropped(pair), ...quiet(sender), ...afterReload(sender), ...notConnected(sender)];
}

function unknownName(sender: HostView, name: string): Found[] {
  const asked = sender.seen.asked.get('resolve');
  if (asked === undefined || serverAddresses(sender).length > 0) return [];
  return [
    found('server-name-unknown', [sender, 'network', 'breaks'], {
      cause: `This host does not know any address of ${name}, the remote_server of ${sender.remote.path}${asked.status === 124 ? ': the name service did not answer' : ''}.`,
      next: 'Correct the name, or add it to DNS or /etc/hosts; an address instead of a name needs neither. Then restart auditd.',
      evidence: [settingEvidence(sender, sender.remote, 'remote_server'), ...saidEvidence(sender, 'resolve')],
    }),
  ];
}

function wrongServer({ sender, server }: Pair): Found[] {
  const addresses = serverAddresses(sender);
  const name = setting(sender.remote, 'remote_server');
  const evidence = [
    settingEvidence(sender, sender.remote, 'remote_server'),
    ...saidEvidence(sender, 'resolve', /STREAM/),
  ];
  if (addresses.length > 0 && addresses.every(isLoopback)) {
    return [
      found('wrong-server', [sender, 'network', 'breaks'], {
        cause: `remote_server = ${name} is this host itself (${addresses.join(', ')}).`,
        next: 'Set remote_server to the central server’s name or address and restart auditd.',
        evidence,
      }),
    ];
  }
  if (server === undefined || addresses.length === 0) return [];
  if (addresses.some((address) => server.seen.addresses.includes(address))) return [];
  const ends = new Set(
    (server.seen.connections ?? []).filter(({ state }) => state === 'ESTAB').map(({ peer }) => peer.address),
  );
  // Its connection arrives there: the address is translated on the way.
  if (addressesOf(sender).some((address) => ends.has(address)) && goodConnection(sender) !== undefined) return [];
  return [
    found('wrong-server', [sender, 'network', 'breaks'], {
      cause: `remote_server = ${name} means ${addresses.join(', ')}, which is no address of ${server.host} (${addressesOf(server).join(', ')}). Unless that address is translated to it on the way, the records go elsewhere.`,
      next: `Set remote_server to an address of ${server.host} and restart auditd.`,
      evidence: [...evidence, ...saidEvidence(server, 'addresses', / inet /)],
    }),
  ];
}

function noRoute(sender: HostView): Found[] {
  const said = sender.seen.asked.get('route')?.said ?? '';
  const device = / dev (\S+)/.exec(said)?.[1];
  const link = (sender.seen.asked.get('links')?.said ?? '')
    .split('\n')
    .find((line) => device !== undefined && line.includes(` ${device}`));
  const isDown = link !== undefined && /NO-CARRIER|state DOWN/.test(link);
  const neighbour = sender.seen.asked.get('neighbours')?.said ?? '';
  const isSilent = / FAILED\b/.test(neighbour);
  const refused = /unreachable|blackhole|prohibit|RTNETLINK answers/i.test(said);
  if (!refused && !isDown && !isSilent) return [];
  return [
    found('no-route', [sender, 'network', 'breaks'], {
      cause: refused
        ? `This host has no way to ${serverAddresses(sender).join(', ')}: ${said.split('\n')[0]?.trim()}.`
        : isDown
          ? `The way to the server goes by ${device}, which has no link.`
          : 'No machine answers at the server’s address in this network.',
      next: 'Mend the network (route, cable, address), then restart auditd or wait for the next event.',
      evidence: [
        ...saidEvidence(sender, 'route'),
        ...saidEvidence(sender, 'neighbours'),
        ...(link === undefined ? [] : [{ host: sender.host, command: 'ip -o link', said: link.replace(/\\.*/, '') }]),
      ],
    }),
  ];
}

function ports({ sender, server }: Pair): Found[] {
  if (server === undefined) return [];
  const port = remotePort(sender);
  const listening = listeningPorts(server);
  const wanted = listening.length > 0 ? listening : [listenPort(server) ?? port];
  // Where the file says the same, the server has only not read it yet.
  if (wanted.includes(port) || listenPort(server) === port) return [];
  return [
    found('port-differs', [sender, 'network', 'breaks'], {
      cause: `This host sends to port ${port}, but auditd of ${server.host} ${listening.length > 0 ? 'listens on' : 'is to listen on'} ${wanted.join(', ')}.`,
      next: `Set port = ${wanted[0]} in ${sender.remote.path} and restart auditd.`,
      evidence: [
        settingEvidence(sender, sender.remote, 'port'),
        settingEvidence(server, server.auditd, 'tcp_listen_port'),
        ...saidEvidence(server, 'listening', /auditd/),
      ],
      ...settingsRemedy(sender, sender.remote, { port: String(wanted[0]) }),
    }),
  ];
}

function transport({ sender, server }: Pair): Found[] {
  if (server === undefined) return [];
  const kindOf = (config: HostView['remote']): string =>
    setting(config, 'enable_krb5') === 'yes' ? 'krb5' : setting(config, 'transport') || 'tcp';
  const [mine, theirs] = [kindOf(sender.remote), kindOf(server.auditd)];
  if (mine === theirs) return [];
  return [
    found('transport-differs', [sender, 'network', 'breaks'], {
      cause: `This host sends by ${mine}, the server ${server.host} takes ${theirs}: connections are accepted and closed again, and nothing arrives.`,
      next: 'Set the same transport on both sides and restart both.',
      evidence: [
        settingEvidence(sender, sender.remote, 'transport', 'enable_krb5'),
        settingEvidence(server, server.auditd, 'transport', 'enable_krb5'),
        ...messageEvidence(
          sender,
          sender.messages.filter(({ text }) => /GSS|krb5/.test(text)),
        ),
      ],
      ...settingsRemedy(sender, sender.remote, { transport: theirs }),
    }),
  ];
}

/** It is silent about its first try, so what counts is who has the port. */
function localPort(sender: HostView): Found[] {
  const port = Number(setting(sender.remote, 'local_port'));
  if (!(port > 0)) return [];
  const listener = sender.seen.listeners?.find((one) => one.port === port);
  const left = (sender.seen.connections ?? []).find(
    ({ local, pid, state }) => local.port === port && (pid !== sender.sender?.pid || state === 'TIME-WAIT'),
  );
  const said = sender.messages.filter(({ text }) => /Cannot bind local socket/.test(text));
  if (listener === undefined && left === undefined && said.length === 0) return [];
  const holder =
    listener !== undefined
      ? `${listener.program || 'another program'} (process ${listener.pid}) has it`
      : left?.state === 'TIME-WAIT'
        ? 'its own last connection is still in TIME-WAIT'
        : 'another program has it';
  return [
    found('local-port-taken', [sender, 'network', 'breaks'], {
      cause: `audisp-remote is to send from port ${port}, which is not free: ${holder}.`,
      next: 'Take local_port out of the file (any port then serves) unless the server asks for one, free the port, and restart auditd.',
      evidence: [
        settingEvidence(sender, sender.remote, 'local_port'),
        ...saidEvidence(sender, 'listening', new RegExp(`:${port} `)),
        ...saidEvidence(sender, 'connections', new RegExp(`:${port} `)),
        ...messageEvidence(sender, said),
      ],
      ...settingsRemedy(sender, sender.remote, { local_port: 'any' }),
    }),
  ];
}

/** Something swallows the packets, and no packet filter of ours was seen to do it. */
function dropped({ sender, server }: Pair): Found[] {
  const lost = senderConnections(sender).find(({ state, retransmits }) => state === 'SYN-SENT' || retransmits >= 2);
  const timedOut = sender.messages.filter(({ text }) => /timed out/.test(text));
  if (lost === undefined && timedOut.length === 0) return [];
  const listens =
    server === undefined
      ? ''
      : `, while auditd of ${server.host} ${listeningPorts(server).length > 0 ? 'listens' : 'does not listen'}`;
  return [
    found('way-dropped', [sender, 'network', 'breaks'], {
      cause:
        lost?.state === 'ESTAB'
          ? `What this host sends is not confirmed any more (sent ${lost.retransmits + 1} times)${listens}: something on the way drops the packets.`
          : `The server’s port does not answer at all${listens}: a firewall drops the packets, on the server, on this host or between them, or the way back is missing.`,
      next: 'Look for the rule that drops them: nft list ruleset, firewall-cmd --list-all, security groups of the cloud; and for the server’s route back.',
      evidence: [
        ...saidEvidence(sender, 'connections', /SYN-SENT|ESTAB/),
        ...messageEvidence(sender, timedOut),
        ...saidEvidence(server ?? sender, 'listening', /auditd/),
      ],
      unlessExplained: 'anywhere',
    }),
  ];
}

/** A sender that lost its server tries again when it has something to send, and not before. */
function quiet(sender: HostView): Found[] {
  if (sender.sender === undefined) return [];
  const at = sender.messages.findLastIndex(({ text }) => /will attempt reconnection/.test(text));
  if (
    at < 0 ||
    sender.messages.slice(at + 1).some(({ program, text }) => program === 'audisp-remote' && !/queued_items/.test(text))
  )
    return [];
  return [
    found('reconnects-with-next-event', [sender, 'network', 'breaks'], {
      cause:
        'The server went away, and audisp-remote tries again only when the next event comes. What is queued waits until then.',
      next: 'Any event wakes it: auditctl -m "wake up" on this host, or a login there.',
      evidence: messageEvidence(sender, sender.messages.slice(at, at + 1)),
      ...commandRemedy(sender, 'auditctl -m "wake up"'),
      unlessExplained: 'anywhere',
    }),
  ];
}

/** 3.0.9 closes its connection on a reload, reads what comes, and does not connect again. */
function afterReload(sender: HostView): Found[] {
  const begun = sender.sender?.started ?? Infinity;
  const reload = sender.seen.log.daemon.findLast(({ type, at }) => type === 'DAEMON_CONFIG' && at > begun);
  if (reload === undefined) return [];
  return [
    found('reload-ended-sending', [sender, 'network', 'breaks'], {
      cause: `auditd was reloaded at ${clock(reload.at)}, which makes audisp-remote close its connection, and it has not connected again since.`,
      next: `Restart auditd instead: ${restartCommand(sender)}.`,
      evidence: [
        { host: sender.host, command: `grep DAEMON_CONFIG ${sender.seen.log.path}`, said: reload.text },
        ...saidEvidence(sender, 'connections'),
      ],
      ...commandRemedy(sender, restartCommand(sender)),
      unlessExplained: 'anywhere',
    }),
  ];
}

function notConnected(sender: HostView): Found[] {
  const { sender: plugin } = sender;
  if (plugin === undefined || sender.seen.connections === undefined) return [];
  const said = sender.messages.filter(({ program }) => program === 'audisp-remote');
  return [
    found('not-connected', [sender, 'network', 'breaks'], {
      cause: `audisp-remote runs but has no connection to ${setting(sender.remote, 'remote_server')}:${remotePort(sender)}${said.length === 0 ? '' : `; its last word: ${said.at(-1)?.text}`}.`,
      next: `Restart auditd (${restartCommand(sender)}), which sends a record at once, and look again.`,
      evidence: [...saidEvidence(sender, 'connections'), ...messageEvidence(sender, said)],
      unlessExplained: 'anywhere',
    }),
  ];
}

/** Each record waits for the confirmation of the one before it. */
function slow(sender: HostView): Found[] {
  const connection = goodConnection(sender);
  const peak = Math.max(0, ...sender.seen.log.nodes.map((node) => node.peak)) / 60;
  const roundTrip = (connection?.roundTrip ?? 0) / 1000;
  if (roundTrip <= 0 || peak * roundTrip < 0.5) return [];
  const most = Math.floor(1 / roundTrip);
  return [
    found('rate-near-round-trip', [sender, 'network', 'warns'], {
      cause: `Each record waits until the one before it is confirmed, so with a round trip of ${connection?.roundTrip} ms no more than ${most} records a second get through; this host’s busiest minute had ${Math.ceil(peak)} a second.`,
      next: 'Record less on this host, raise queue_depth and q_depth for the peaks, or put a server nearer to it.',
      evidence: [
        roundTripEvidence(sender),
        {
          host: sender.host,
          command: `records per minute in ${sender.seen.log.path}`,
          said: `${Math.ceil(peak * 60)} in the busiest minute`,
        },
      ],
    }),
  ];
}

function roundTripEvidence(sender: HostView): Evidence {
  const [evidence] = saidEvidence(sender, 'connections', /audisp-remote|rtt:/);
  return evidence ?? { host: sender.host, command: 'ss -tni', said: '' };
}
