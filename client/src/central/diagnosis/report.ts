import type { FaultName } from './faultNames';

/** The way of an event, in its order; on a central server `plugin` and `network` are those of its senders. */
export const links = ['rules', 'kernel', 'auditd', 'plugin', 'network', 'server', 'log'] as const;

export type Link = (typeof links)[number];

/** What was looked at, and what it said: text of a host, which is hostile. */
export interface Evidence {
  readonly host: string;
  readonly command: string;
  readonly said: string;
}

/**
 * breaks: no event gets further. loses: some events do not, or not as they should. warns: events flow, but something
 * is about to go wrong, or a person should know of it; it makes no link red.
 */
export type Effect = 'breaks' | 'loses' | 'warns';

/** Something that is wrong, by its own name, on the host where it is to be mended. */
export interface Fault {
  readonly name: FaultName;
  readonly host: string;
  readonly link: Link;
  readonly effect: Effect;
  /** What is the matter and why, in a sentence or two. */
  readonly cause: string;
  /** What to do. */
  readonly next: string;
  readonly remedy?: Remedy;
  readonly evidence: readonly Evidence[];
}

/** `settings`: a change of configuration that can be planned, shown and undone. `command`: for a person to run. */
export type Remedy =
  | {
      readonly kind: 'settings';
      readonly host: string;
      readonly path: string;
      readonly settings: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'command'; readonly host: string; readonly command: string };

/** One link as it stands for one host. */
export interface LinkState {
  readonly link: Link;
  /** good: seen to work. bad: a fault here. unknown: see `because`. not-used: this host needs no such link. */
  readonly state: 'good' | 'bad' | 'unknown' | 'not-used';
  /** What is seen, or why nothing is known: `because of plugin: au-remote is not active`. */
  readonly words: string;
  /** For unknown: the fault that hides it. Its host may be another one. */
  readonly because?: Fault;
  /** Those of this link; the first is the cause, `warns` may stand at a good link. */
  readonly faults: readonly Fault[];
  readonly evidence: readonly Evidence[];
}

export type PipelineRole = 'central' | 'sender' | 'alone';

export interface HostReport {
  readonly host: string;
  readonly role: PipelineRole;
  /** Of a sender: the host that it sends to, as the person knows it, or the address in its configuration. */
  readonly server?: string;
  /** `audit 3.0.9, Debian GNU/Linux 12`; or why the host could not be looked at. */
  readonly title: string;
  readonly links: readonly LinkState[];
}

export interface Report {
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly made: number;
  readonly hosts: readonly HostReport[];
}

/** All faults of a report, each once: a fault of the server is the same for all its senders. */
export function faultsOf(report: Report): readonly Fault[] {
  const all = report.hosts.flatMap((host) =>
    host.links.flatMap(({ faults, because }) => [...faults, ...(because === undefined ? [] : [because])]),
  );
  return all.filter(
    (fault, index) =>
      all.findIndex(({ name, host, cause }) => name === fault.name && host === fault.host && cause === fault.cause) ===
      index,
  );
}

/** What keeps a host's records from arriving, or loses some of them; undefined: nothing that is known. */
export function causeFor(report: Report, host: string): Fault | undefined {
  const states = report.hosts.filter((one) => one.host === host).flatMap(({ links: all }) => all);
  const faults = states.flatMap(({ faults: own, because }) => [...own, ...(because === undefined ? [] : [because])]);
  return faults.find(({ effect }) => effect === 'breaks') ?? faults.find(({ effect }) => effect === 'loses');
}

/** `all links are good`, or which are not. */
export function verdictOf({ links: all }: HostReport): 'good' | 'bad' | 'unknown' {
  if (all.some(({ state }) => state === 'bad')) return 'bad';
  return all.some(({ state }) => state === 'unknown') ? 'unknown' : 'good';
}
