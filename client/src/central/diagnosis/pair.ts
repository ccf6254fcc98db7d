import type { HostView } from './hostView';
import { setting } from './hostView';
import type { Connection } from './sockets';
import { plainAddress } from './sockets';

/** A sender and the central server that it is to send to; `server` undefined: not among the hosts looked at. */
export interface Pair {
  readonly sender: HostView;
  readonly server: HostView | undefined;
}

/** The port that a sender sends to, and the one that a server's file says. */
export function remotePort({ remote }: HostView): number {
  return Number(setting(remote, 'port')) || 60;
}

export function listenPort({ auditd }: HostView): number | undefined {
  const given = setting(auditd, 'tcp_listen_port');
  return given === '' ? undefined : Number(given);
}

/** Addresses that the name of the server means on the sender. */
export function serverAddresses({ seen }: HostView): readonly string[] {
  const said = seen.asked.get('resolve')?.said ?? '';
  return [
    ...new Set([...said.matchAll(/^(\S+) +(?:STREAM|DGRAM|RAW)/gm)].map(([, address = '']) => plainAddress(address))),
  ];
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** The connections of this host's own audisp-remote, whatever state they are in. */
export function senderConnections(view: HostView): readonly Connection[] {
  const port = remotePort(view);
  return (view.seen.connections ?? []).filter(
    ({ peer, pid }) => peer.port === port && pid !== 0 && pid === view.sender?.pid,
  );
}

/** The one that carries records: established, and confirmed by the other side. */
export function goodConnection(view: HostView): Connection | undefined {
  return senderConnections(view).find(({ state, retransmits }) => state === 'ESTAB' && retransmits < 2);
}

/** Where auditd listens, by process. */
export function listeningPorts({ seen }: HostView): readonly number[] {
  return (seen.listeners ?? []).filter(({ program }) => program === 'auditd').map(({ port }) => port);
}

/** By which of several servers a sender's records are to be taken. */
export function serverOf(sender: HostView, servers: readonly HostView[]): HostView | undefined {
  const wanted = serverAddresses(sender).filter((address) => !isLoopback(address));
  const name = setting(sender.remote, 'remote_server');
  return (
    servers.find(({ seen }) => wanted.some((address) => seen.addresses.includes(address))) ??
    servers.find(({ seen, host }) => name !== '' && (name === host || name === seen.hostname)) ??
    servers.find(({ seen }) => isConnectedFrom(seen.connections ?? [], sender))
  );
}

function isConnectedFrom(connections: readonly Connection[], sender: HostView): boolean {
  const own = sender.seen.addresses.filter((address) => !isLoopback(address));
  return connections.some(
    ({ state, peer, program }) => state === 'ESTAB' && program === 'auditd' && own.includes(peer.address),
  );
}

/** Addresses under which the server knows a sender: the ends of its own connections, else all that it has. */
export function addressesOf({ seen }: HostView): readonly string[] {
  return seen.addresses.filter((address) => !isLoopback(address) && !address.startsWith('fe80:'));
}

/** The name that a sender's records carry; undefined where it cannot be known. */
export function nodeName(view: HostView): string | undefined {
  const config =
    view.audispd !== undefined && setting(view.audispd, 'name_format') !== 'none' ? view.audispd : view.auditd;
  switch (setting(config, 'name_format')) {
    case 'hostname':
      return view.seen.hostname;
    case 'user':
      return setting(config, 'name') || undefined;
    case 'none':
    case '':
      return undefined;
    default: {
      // Resolved names and addresses: its own log tells.
      const named = view.seen.log.nodes.filter(({ node }) => node !== '-' && node !== '(null)');
      return [...named].sort((a, b) => b.last - a.last)[0]?.node;
    }
  }
}
