import { Answer } from '../../deploy/hostScript';
import { HostError } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { compact, quote } from '../../hosts/shellText';
import { listenersOf } from '../diagnosis/sockets';
import type { Listener } from '../diagnosis/sockets';
import script from './surroundings.sh';

/** What a host's packages, network and services are like. Plain data: plans are tested with what real hosts said. */
export interface Surroundings {
  /** Programs that install packages there. */
  readonly managers: readonly string[];
  /** What `systemctl is-enabled` says, by unit; undefined where systemd does not run. */
  readonly units: ReadonlyMap<string, string> | undefined;
  readonly firewalld: Firewalld | undefined;
  readonly ufw: { readonly status: string; readonly added: string } | undefined;
  /** `nft list ruleset`; undefined where there is no nft. */
  readonly nft: string | undefined;
  /** `iptables -S`, likewise. */
  readonly iptables: string | undefined;
  readonly ip6tables: string | undefined;
  readonly selinux: 'Enforcing' | 'Permissive' | 'Disabled';
  /** `semanage port -l`; undefined where it is not installed. */
  readonly ports: string | undefined;
  /** auditd asks tcp wrappers, and this is hosts.deny. */
  readonly hostsDeny: string | undefined;
  readonly programs: ReadonlyMap<string, string>;
  /** Key tables for Kerberos: octal mode and owner. */
  readonly keys: ReadonlyMap<string, { readonly mode: string; readonly owner: string }>;
  /** Addresses that others can reach it by, without prefix length. */
  readonly addresses: readonly string[];
  readonly hostName: string;
  readonly listening: readonly Listener[];
  /** audisp-remote runs. */
  readonly isSending: boolean;
  /** `ss -Htnp state established`. */
  readonly connections: string;
  /** The address from which it would reach the server; undefined: the name does not resolve, or there is no way. */
  readonly sourceAddress: string | undefined;
  /** What the server's name means there. */
  readonly resolved: readonly string[];
}

export interface Firewalld {
  readonly zone: string;
  readonly now: string;
  readonly permanent: string;
}

/**
 * Asks a host, as root, in one command that changes nothing. `server`: where it is to send to. Rejects with HostError.
 */
export async function surroundingsOf(root: RemoteShell, server = '', signal?: AbortSignal): Promise<Surroundings> {
  const words = ['surroundings', compact(script), server].map(quote).join(' ');
  const result = await root.run(`sh -c 'script=$1; shift; eval "$script"' ${words}`, {
    timeout: 90_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = new Answer(result.out);
  if (answer.value('END') === undefined) {
    const text = result.err || `the questions ended with status ${result.code}`;
    throw new HostError(root.hostName, { kind: 'observation', text });
  }
  return readSurroundings(answer);
}

export function readSurroundings(answer: Answer): Surroundings {
  const optional = (name: string): string | undefined =>
    answer.value(name) === undefined ? undefined : answer.text(name);
  const zone = answer.value('zone');
  const selinux = answer.value('selinux');
  return {
    managers: answer.values('manager'),
    units: answer.value('systemd') === undefined ? undefined : pairsOf(answer.values('unit')),
    firewalld:
      zone === undefined
        ? undefined
        : { zone, now: answer.text('firewalld-now'), permanent: answer.text('firewalld-permanent') },
    ufw:
      answer.value('ufw') === undefined ? undefined : { status: answer.text('ufw'), added: answer.text('ufw-added') },
    nft: optional('nft'),
    iptables: optional('iptables'),
    ip6tables: optional('ip6tables'),
    selinux: selinux === 'Enforcing' || selinux === 'Permissive' ? selinux : 'Disabled',
    ports: optional('ports'),
    hostsDeny: answer.value('wrapped') === undefined ? undefined : answer.text('hosts.deny'),
    programs: pairsOf(answer.values('program')),
    keys: new Map(
      answer.values('key').map((words) => {
        const [path = '', mode = '', owner = ''] = words.split(' ');
        return [path, { mode, owner }];
      }),
    ),
    addresses: [...answer.text('addresses').matchAll(/ inet6? ([0-9A-Fa-f.:]+)/g)].map(([, address]) => address ?? ''),
    hostName: (answer.value('hostname') ?? '').trim(),
    listening: listenersOf(answer.text('listening')),
    isSending: (answer.value('sending') ?? '') !== '',
    connections: answer.text('connections'),
    sourceAddress: / src ([0-9A-Fa-f.:]+)/.exec(answer.text('route'))?.[1],
    resolved: [...new Set([...answer.text('resolved').matchAll(/^(\S+)/gm)].map(([, address]) => address ?? ''))],
  };
}

function pairsOf(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(' ');
      return [name, value];
    }),
  );
}
