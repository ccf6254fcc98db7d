import type { BeyondSsh2 } from './beyondSsh2';

/** A host as the person knows it: a name from ssh_config, an inventory that they picked, or their own settings. */
export interface Host {
  readonly name: string;
  readonly source: 'ssh-config' | 'settings' | 'inventory';
  readonly role?: HostRole;
  /** Groups of the inventory that it is in. */
  readonly groups?: readonly string[];
  /** Said in settings or the inventory; what is left out comes from ssh's configuration or its defaults. */
  readonly hostName?: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFile?: string;
}

export type HostRole = 'central' | 'sender' | 'other';

/** How to reach a host, with everything resolved. */
export interface Route {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  /** Path of the agent's socket or pipe. */
  readonly agent?: string;
  /** Only keys of identityFiles are offered, also from the agent. */
  readonly identitiesOnly: boolean;
  /** User files first: the first of them remembers new keys. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly hostKeyAlias?: string;
  /** accept-new remembers without asking; yes never asks; anything else asks. */
  readonly strictHostKeyChecking: 'ask' | 'yes' | 'accept-new';
  readonly hashKnownHosts: boolean;
  /** Hosts to go through, nearest first. */
  readonly jumps: readonly Route[];
  /** Arguments with which the system's ssh goes the same way; undefined where there is no ssh. */
  readonly systemSsh?: readonly string[];
  /** What of this way ssh2 cannot do. */
  readonly beyondSsh2?: BeyondSsh2;
}

/** Names go to `ssh -G` and into paths of storage: nothing that could be an option or another word. */
export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9_:[][A-Za-z0-9._:@%[\]-]*$/.test(text) && text.length <= 255;
}

/** `user@host:port`, `host`, `[::1]:22`; undefined when it is none of them. */
export function parseDestination(text: string): { hostName: string; user?: string; port?: number } | undefined {
  const match = /^(?:([^\s@:-][^\s@:]*)@)?(\[[0-9A-Fa-f:.]+\]|[^\s@:]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const hostName = match?.[2]?.replace(/^\[|\]$/g, '');
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (hostName === undefined || !isHostName(hostName)) return undefined;
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return { hostName, ...(match?.[1] === undefined ? {} : { user: match[1] }), ...(port === undefined ? {} : { port }) };
}
