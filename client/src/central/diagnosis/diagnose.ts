import type { HostRole } from '../../hosts/host';
import type { Candidate } from './chain';
import { chainOf } from './chain';
import { auditdFaults } from './faults/auditdFaults';
import type { Found } from './faults/found';
import { found } from './faults/found';
import { hearsKernel, kernelFaults, statusOf } from './faults/kernelFaults';
import { arrival, clockFaults, logFaults, sharedNode } from './faults/logFaults';
import { networkFaults } from './faults/networkFaults';
import { pluginEvidence, pluginFaults, syslogFaults } from './faults/pluginFaults';
import { loadedOf, ruleFaults } from './faults/ruleFaults';
import { started } from './faults/seen';
import { refusals, serverFaults } from './faults/serverFaults';
import type { HostView } from './hostView';
import { isSender } from './isSender';
import { clock, saidEvidence, setting, viewOf } from './hostView';
import type { Observation } from './observation';
import type { Pair } from './pair';
import { goodConnection, listeningPorts, listenPort, remotePort, serverOf } from './pair';
import type { HostReport, Link, PipelineRole, Report } from './report';

/** One host as it was looked at, or why it could not be. `role`: what the person says that it is. */
export interface Looked {
  readonly host: string;
  readonly role?: HostRole;
  readonly seen: Observation | undefined;
  /** Where `seen` is undefined: what happened and what to do. */
  readonly problem?: string;
}

/** What is wrong in a pipeline, or on one host of it. Pure. `made`: milliseconds since the epoch. */
export function diagnose(looked: readonly Looked[], made: number): Report {
  const views = looked.flatMap(({ seen, role }) => (seen === undefined ? [] : [{ view: viewOf(seen), role }]));
  const servers = views.filter(({ view, role }) => isServer(view, role)).map(({ view }) => view);
  const senders = views.filter(({ view, role }) => sends(view, role)).map(({ view }) => view);
  const missed = looked.filter(({ seen }) => seen === undefined);
  const reports = views.flatMap(({ view }): HostReport[] => [
    ...(servers.includes(view) ? [centralReport(view)] : []),
    ...(senders.includes(view)
      ? [
          senderReport(
            view,
            servers.filter((server) => server !== view),
            senders,
            missed,
          ),
        ]
      : []),
    ...(servers.includes(view) || senders.includes(view) ? [] : [aloneReport(view)]),
  ]);
  const hosts = [...reports, ...missed.map(missedReport)];
  return { made, hosts: hosts.sort((a, b) => Number(b.role === 'central') - Number(a.role === 'central')) };
}

function isServer(view: HostView, role: HostRole | undefined): boolean {
  return role === 'central' || listenPort(view) !== undefined || listeningPorts(view).length > 0;
}

/** A server that has only the shipped file of a sender is none. */
function sends(view: HostView, role: HostRole | undefined): boolean {
  if (role === 'sender') return true;
  const hasPlugin =
    view.sender !== undefined ||
    view.plugins.some(({ active, program }) => active && program.endsWith('/audisp-remote'));
  return isServer(view, role) ? hasPlugin : isSender(view);
}

function centralReport(view: HostView): HostReport {
  const serverGood = listensWords(view);
  return report(view, 'central', {
    ...ownLinks(view),
    plugin: { faults: [], notUsed: 'a central server sends nothing on', unknown: '' },
    network: { faults: [], notUsed: 'see its senders', unknown: '' },
    server: {
      faults: serverFaults(view),
      ...(serverGood === undefined ? {} : { good: serverGood }),
      unknown: socketsUnknown(view),
    },
    log: logLink(view),
  });
}

function aloneReport(view: HostView): HostReport {
  const none = { faults: [], notUsed: 'this host neither sends nor collects', unknown: '' };
  return report(view, 'alone', {
    ...ownLinks(view),
    plugin: { ...none, faults: syslogFaults(view) },
    network: none,
    server: none,
    log: logLink(view),
  });
}

function senderReport(
  sender: HostView,
  servers: readonly HostView[],
  senders: readonly HostView[],
  missed: readonly Looked[],
): HostReport {
  const only = servers.length === 1 ? servers[0] : undefined;
  const server = serverOf(sender, servers) ?? only;
  const pair: Pair = { sender, server };
  // A connection to a port that another program than auditd has is none.
  const isAuditd = server?.seen.listeners === undefined || listeningPorts(server).includes(remotePort(sender));
  const connection = isAuditd ? goodConnection(sender) : undefined;
  const own = ownLinks(sender);
  const local = setting(sender.auditd, 'write_logs') === 'no' ? [] : logFaults(sender);
  // Its own log is not on the way: what is wrong with it stops nothing.
  const beside = local
    .filter(({ name }) => name !== 'server-throws-away')
    .map((fault): Found => ({ ...fault, link: 'auditd', effect: 'warns' }));
  const hiddenBy = server === undefined ? missedFault(missed) : undefined;
  const arrived = arrival(pair);
  const address = `${setting(sender.remote, 'remote_server') || 'no server'}:${remotePort(sender)}`;
  const notLooked = `${address} is not among the hosts that were looked at`;
  const hidden = hiddenBy === undefined ? {} : { hiddenBy };
  // On the sender's way nothing explains why the server's daemon does not run.
  const serverAuditd =
    server === undefined
      ? []
      : auditdFaults(server)
          .filter(({ effect }) => effect === 'breaks')
          .map(({ unlessExplained: _, ...fault }): Found => fault);
  const connected =
    connection === undefined
      ? undefined
      : { words: `connected to ${address}`, evidence: saidEvidence(sender, 'connections', /audisp-remote/) };
  return {
    ...report(sender, 'sender', {
      ...own,
      auditd: { ...own.auditd, faults: [...own.auditd.faults, ...beside] },
      plugin: {
        faults: pluginFaults(sender),
        ...(sender.sender === undefined
          ? {}
          : { good: { words: `audisp-remote runs (process ${sender.sender.pid})`, evidence: pluginEvidence(sender) } }),
        unknown: 'audisp-remote does not run',
      },
      network: {
        faults: networkFaults(pair),
        ...(connected === undefined ? {} : { good: connected }),
        unknown: `no connection to ${address} is seen`,
      },
      server: {
        faults: server === undefined ? [] : [...serverAuditd, ...serverFaults(server), ...refusals(pair)],
        ...(server !== undefined && connected !== undefined
          ? {
              good: {
                words: `auditd of ${server.host} has the connection`,
                evidence: saidEvidence(server, 'listening', /auditd/),
              },
            }
          : {}),
        unknown: server === undefined ? notLooked : `auditd of ${server.host} has no connection from here`,
        ...hidden,
      },
      log: {
        faults: [
          ...(server === undefined ? [] : logFaults(server).filter(({ effect }) => effect !== 'warns')),
          ...(arrived?.faults ?? []),
          ...clockFaults(pair),
          ...sharedNode(sender, senders),
        ],
        ...(arrived === undefined || arrived.faults.length > 0 ? {} : { good: arrived }),
        unknown: server === undefined ? notLooked : 'it cannot be told which records are this host’s',
        ...hidden,
      },
    }),
    server: server?.host ?? address,
  };
}

/** Rules, kernel and auditd: alike for all hosts. */
function ownLinks(view: HostView): Record<'rules' | 'kernel' | 'auditd', Candidate> {
  const { daemon, seen } = view;
  const loaded = loadedOf(view);
  const status = statusOf(view);
  const collects = { faults: [], notUsed: 'it only collects (local_events = no)', unknown: '' };
  const hears = hearsKernel(view);
  return {
    rules: hears
      ? {
          faults: ruleFaults(view),
          ...(loaded === undefined
            ? {}
            : {
                good: {
                  words:
                    loaded.length === 0
                      ? 'no rules, and no file asks for any'
                      : `${loaded.length} rules are loaded, as the files say`,
                  evidence: saidEvidence(view, 'loaded', /^/).map((one) => ({
                    ...one,
                    said: `${loaded.length} rules`,
                  })),
                },
              }),
          unknown: 'auditctl -l did not say what is loaded',
        }
      : collects,
    kernel: hears
      ? {
          faults: kernelFaults(view),
          ...(status['enabled'] === undefined
            ? {}
            : {
                good: {
                  words: `audit is on, process ${status['pid'] ?? '?'} has it, nothing is lost`,
                  evidence: saidEvidence(view, 'status', /^(enabled|pid|lost|backlog)/),
                },
              }),
          unknown: 'auditctl -s did not answer',
        }
      : collects,
    auditd: {
      faults: auditdFaults(view),
      ...(daemon === undefined
        ? {}
        : {
            good: {
              words: `auditd ${seen.version ?? ''} runs since ${clock(daemon.started)} (process ${daemon.pid})`,
              evidence: [started(view)],
            },
          }),
      unknown: 'auditd was not seen',
    },
  };
}

function logLink(view: HostView): Candidate {
  const { log } = view.seen;
  const records = log.nodes.reduce((sum, { records: count }) => sum + count, 0);
  const last = Math.max(0, ...log.nodes.map((node) => node.last));
  const words =
    records === 0 ? `${log.path} is open and empty` : `${log.path} is written; its newest record is of ${clock(last)}`;
  return {
    faults: logFaults(view),
    ...(log.file === undefined
      ? {}
      : { good: { words, evidence: [...saidEvidence(view, 'df'), ...saidEvidence(view, 'logs')] } }),
    unknown: `${log.path} is not there`,
  };
}

function listensWords(view: HostView): Candidate['good'] {
  const ports = listeningPorts(view);
  if (ports.length === 0) return undefined;
  const senders = (view.seen.connections ?? []).filter(
    ({ state, program }) => state === 'ESTAB' && program === 'auditd',
  );
  return {
    words: `auditd listens on port ${ports.join(', ')}; ${senders.length} connections`,
    evidence: [...saidEvidence(view, 'listening', /auditd/), ...saidEvidence(view, 'connections', /ESTAB.*auditd/)],
  };
}

function socketsUnknown(view: HostView): string {
  return view.seen.listeners === undefined ? 'there is no ss on this host to ask' : 'auditd listens on no port';
}

function report(view: HostView, role: PipelineRole, candidates: Readonly<Record<Link, Candidate>>): HostReport {
  const { seen, host } = view;
  const audit = seen.version === undefined ? 'no audit' : `audit ${seen.version}`;
  const title = [audit, seen.distribution, `kernel ${seen.kernel}`].filter((word) => word !== '').join(', ');
  return { host, role, title, links: chainOf(candidates) };
}

function missedFault(missed: readonly Looked[]): Found | undefined {
  const [one] = missed.filter(({ role }) => role === 'central').concat(missed);
  return one === undefined ? undefined : notReached(one);
}

function notReached({ host, problem }: Looked): Found {
  return found('host-not-reached', [{ host }, 'rules', 'breaks'], {
    cause: problem ?? `${host} could not be looked at.`,
    next: 'Mend the way to the host, then diagnose again.',
    evidence: [],
  });
}

function missedReport(looked: Looked): HostReport {
  const because = notReached(looked);
  const candidate: Candidate = { faults: [], unknown: '', hiddenBy: because };
  const all = {
    rules: candidate,
    kernel: candidate,
    auditd: candidate,
    plugin: candidate,
    network: candidate,
    server: candidate,
    log: candidate,
  };
  return {
    host: looked.host,
    role: looked.role === 'central' ? 'central' : looked.role === 'sender' ? 'sender' : 'alone',
    title: because.cause,
    links: chainOf(all),
  };
}
