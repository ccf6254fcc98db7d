import { HostError } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { compact, quote } from '../../hosts/shellText';
import { plainAddress } from '../diagnosis/sockets';
import script from './glance.sh';

/** How a central server stands, at a glance. Times in seconds since the epoch, by its own clock. */
export interface Glance {
  readonly now: number;
  /** 0: its file names no port. */
  readonly port: number;
  readonly listens: boolean;
  /** Addresses of the senders that are connected. */
  readonly connected: readonly string[];
  /** The newest record of each node, as far as the end of the log tells. */
  readonly nodes: readonly { readonly name: string; readonly last: number }[];
}

/** One small command that only reads. Rejects with HostError. */
export async function glanceAt(root: RemoteShell, signal?: AbortSignal): Promise<Glance> {
  const result = await root.run(`sh -c ${quote(compact(script))}`, {
    timeout: 20_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const lines = Buffer.from(result.out).toString().split('\n');
  if (!lines.includes('END')) {
    throw new HostError(root.hostName, { kind: 'observation', text: result.err || `status ${result.code}` });
  }
  const values = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    now: Number(values('now')[0] ?? 0),
    port: Number(values('port')[0] ?? 0),
    listens: values('listener').includes('auditd'),
    connected: values('peer').map((peer) => plainAddress(peer.replace(/:\d+$/, ''))),
    nodes: values('node').map((value) => {
      const [last = '0', ...name] = value.split(' ');
      return { name: name.join(' '), last: Number(last) };
    }),
  };
}

/** `listens on 60 · 5 senders · newest record 3 s ago`. */
export function glanceWords({ port, listens, connected, nodes, now }: Glance): string {
  if (port === 0) return 'no tcp_listen_port: collects nothing';
  if (!listens) return `auditd does not listen on ${port}`;
  const newest = Math.max(...nodes.map(({ last }) => last));
  const age = Number.isFinite(newest) ? `newest record ${ageWords(now - newest)} ago` : 'no record of a sender yet';
  return `listens on ${port} · ${connected.length} ${connected.length === 1 ? 'sender' : 'senders'} · ${age}`;
}

export function ageWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86_400)} days`;
}
