import type { DaemonRecord } from '../logSummary';
import type { HostView } from '../hostView';
import { messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Pair } from '../pair';
import { addressesOf, goodConnection, listeningPorts, listenPort, senderConnections } from '../pair';
import { started } from './seen';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { restartCommand } from './restart';

/** What is wrong with how a central server listens, whoever sends. */
export function serverFaults(server: HostView): Found[] {
  const { seen, auditd, daemon } = server;
  if (seen.version === undefined || daemon === undefined || seen.listeners === undefined) return [];
  const wanted = listenPort(server);
  const listening = listeningPorts(server);
  if (wanted === undefined) return listening.length > 0 ? [] : [notConfigured(server)];
  if (listening.includes(wanted)) return [];
  const holder = seen.listeners.find(({ port, program }) => port === wanted && program !== 'auditd');
  const evidence = [
    settingEvidence(server, auditd, 'tcp_listen_port'),
    ...saidEvidence(server, 'listening', new RegExp(`auditd|:${wanted} `)),
  ];
  if (listening.length > 0 || auditd.changed > daemon.started + 1) {
    return [
      found('port-change-waits', [server, 'server', 'breaks'], {
        cause: `auditd.conf says tcp_listen_port = ${wanted}, but auditd ${listening.length > 0 ? `still listens on ${listening.join(', ')}` : 'listens on no port'}: it was started before the file was changed, and a reload does not apply this setting.`,
        next: `Restart it: ${restartCommand(server)}.`,
        evidence: [...evidence, started(server)],
        ...commandRemedy(server, restartCommand(server)),
      }),
    ];
  }
  if (holder !== undefined) {
    return [
      found('port-taken', [server, 'server', 'breaks'], {
        cause: `Port ${wanted} is held by ${holder.program || 'another program'} (process ${holder.pid}), so auditd could not take it; it says nothing of that and runs on.`,
        next: 'Free the port and restart auditd, or give auditd and its senders another one.',
        evidence,
        ...commandRemedy(server, `ps -fp ${holder.pid}`),
      }),
    ];
  }
  return [selinux(server, wanted) ?? notListening(server, wanted)];
}

function notConfigured(server: HostView): Found {
  return found('server-not-listening', [server, 'server', 'breaks'], {
    cause: 'auditd of this host listens on no port: auditd.conf has no tcp_listen_port.',
    next: 'Set tcp_listen_port = 60 and restart auditd, or run "Auditd: Set Up Central Logging".',
    evidence: [
      settingEvidence(server, server.auditd, 'tcp_listen_port'),
      ...saidEvidence(server, 'listening', /auditd/),
    ],
    ...settingsRemedy(server, server.auditd, { tcp_listen_port: '60' }),
  });
}

function notListening(server: HostView, port: number): Found {
  return found('server-not-listening', [server, 'server', 'breaks'], {
    cause: `auditd runs and its file says tcp_listen_port = ${port}, but it does not listen there.`,
    next: `Look at what it said when it started, then restart it: ${restartCommand(server)}.`,
    evidence: [
      settingEvidence(server, server.auditd, 'tcp_listen_port'),
      ...saidEvidence(server, 'listening', /auditd/),
      ...messageEvidence(
        server,
        server.messages.filter(({ program }) => program === 'auditd'),
      ),
    ],
  });
}

function selinux(server: HostView, port: number): Found | undefined {
  const denied = server.messages.filter(({ text }) =>
    /Cannot bind (tcp )?listener socket.*Permission denied/i.test(text),
  );
  const { avc } = server.seen.log;
  const allowed = server.seen.asked.get('ports')?.said ?? '';
  const mode = server.seen.asked.get('selinux')?.said.trim();
  if (mode !== 'Enforcing') return undefined;
  const isLabelled = (/audit_port_t\s+tcp\s+(.*)/.exec(allowed)?.[1] ?? '').split(/[,\s]+/).includes(String(port));
  if (isLabelled || (denied.length === 0 && avc === '' && allowed === '')) return undefined;
  return found('selinux-port', [server, 'server', 'breaks'], {
    cause: `SELinux does not let auditd listen on port ${port}: the port does not carry audit_port_t.`,
    next: `Label it: semanage port -a -t audit_port_t -p tcp ${port} (-m instead of -a where the port has another label), then restart auditd.`,
    evidence: [
      ...messageEvidence(server, denied),
      ...saidEvidence(server, 'ports'),
      ...(avc === '' ? [] : [{ host: server.host, command: 'ausearch -m AVC -c auditd', said: avc }]),
      ...saidEvidence(server, 'selinux'),
    ],
    ...commandRemedy(server, `semanage port -a -t audit_port_t -p tcp ${port} && ${restartCommand(server)}`),
  });
}

/** How the server turns a sender's connection away; it writes that into its own log. */
export function refusals({ sender, server }: Pair): Found[] {
  if (server === undefined || goodConnection(sender) !== undefined) return [];
  const known = addressesOf(sender);
  const own = server.seen.log.daemon.filter(
    ({ type, address, at }) =>
      type === 'DAEMON_ACCEPT' && known.includes(address) && at >= (server.daemon?.started ?? 0) - 2,
  );
  const last = own.at(-1);
  if (last === undefined || !last.failed) return predicted(sender, server);
  const evidence = [recordEvidence(server, own.slice(-3))];
  switch (last.op) {
    case 'wrap':
      return [wrappers(sender, server, last, evidence)];
    case 'dup':
      return [
        found('too-many-per-address', [server, 'server', 'breaks'], {
          cause: `The server turns ${last.address} away because that address has as many connections as tcp_max_per_addr allows (${setting(server.auditd, 'tcp_max_per_addr')}): another sender behind the same address, or a dead connection that still holds the place.`,
          next: 'Raise tcp_max_per_addr, and let dead connections go: tcp_client_max_idle on the server with heartbeat_timeout on the senders.',
          evidence: [
            ...evidence,
            settingEvidence(server, server.auditd, 'tcp_max_per_addr', 'tcp_client_max_idle'),
            ...saidEvidence(server, 'connections', /ESTAB/),
          ],
          ...settingsRemedy(server, server.auditd, {
            tcp_max_per_addr: String(
              Math.min(1024, 2 * Math.max(4, Number(setting(server.auditd, 'tcp_max_per_addr')) || 1)),
            ),
          }),
        }),
      ];
    case 'port':
      return [sourcePort(sender, server, evidence)];
    default:
      return [];
  }
}

function wrappers(sender: HostView, server: HostView, { address }: DaemonRecord, evidence: Found['evidence']): Found {
  const lines = server.seen.files
    .filter(({ path }) => /^\/etc\/hosts\.(allow|deny)$/.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (/^\s*(auditd|ALL)\b/i.test(line) ? [`${path}:${index + 1}: ${line}`] : [])),
    );
  return found('wrappers-refuse', [server, 'server', 'breaks'], {
    cause: `tcp wrappers on ${server.host} turn ${address} away: hosts.deny says so, and no line of hosts.allow lets it in.`,
    next: `Add to /etc/hosts.allow on ${server.host}: "auditd: ${address}". It counts from the next connection on, without a restart. (Or set use_libwrap = no.)`,
    evidence: [
      ...evidence,
      {
        host: server.host,
        command: "grep -E 'auditd|ALL' /etc/hosts.allow /etc/hosts.deny",
        said: lines.join('\n') || '(nothing)',
      },
      settingEvidence(server, server.auditd, 'use_libwrap'),
    ],
    ...commandRemedy(server, `printf 'auditd: ${address}\\n' >> /etc/hosts.allow`),
  });
}

function sourcePort(sender: HostView, server: HostView, evidence: Found['evidence']): Found {
  const range = setting(server.auditd, 'tcp_client_ports');
  return found('source-port-refused', [server, 'server', 'breaks'], {
    cause: `The server takes connections only from ports ${range} (tcp_client_ports), and this sender uses ${localPortOf(sender)}.`,
    next: `Set local_port on the sender to a port in that range, or widen tcp_client_ports on the server; then restart the one that was changed.`,
    evidence: [
      ...evidence,
      settingEvidence(server, server.auditd, 'tcp_client_ports'),
      settingEvidence(sender, sender.remote, 'local_port'),
    ],
    ...settingsRemedy(server, server.auditd, { tcp_client_ports: '0-65535' }),
  });
}

/** The refusal is not in the log (it is not written, or was rotated away), but the files say it. */
function predicted(sender: HostView, server: HostView): Found[] {
  const [from, to] = setting(server.auditd, 'tcp_client_ports').split('-').map(Number);
  const port = Number(setting(sender.remote, 'local_port')) || 0;
  if (from === undefined || Number.isNaN(from) || setting(server.auditd, 'tcp_client_ports') === '') return [];
  const isRefused = port === 0 ? (to ?? from) < 32768 && (to ?? from) > 0 : port < from || port > (to ?? from);
  return isRefused && senderConnections(sender).every(({ state }) => state !== 'ESTAB')
    ? [sourcePort(sender, server, [])]
    : [];
}

function localPortOf(sender: HostView): string {
  const port = setting(sender.remote, 'local_port');
  return port === '' || port === '0' || port === 'any' ? 'any port that is free' : `port ${port}`;
}

function recordEvidence(server: HostView, records: readonly DaemonRecord[]) {
  return {
    host: server.host,
    command: `grep DAEMON_ACCEPT ${server.seen.log.path}`,
    said: records.map(({ text }) => text).join('\n'),
  };
}
