/** What a person chose: who collects, who sends, and how. */
export interface CentralWish {
  /** Names of hosts as the person knows them. */
  readonly central: string;
  readonly senders: readonly string[];
  /** By which name or address the senders reach the central server. */
  readonly serverAddress: string;
  /** 1 to 65535; both sides get it. */
  readonly port: number;
  readonly transport: 'tcp' | 'krb5';
  readonly mode: 'immediate' | 'forward';
  readonly nameFormat: 'hostname' | 'fqd' | 'numeric';
  readonly localLog: 'keep' | 'off';
  readonly firewall: 'open' | 'leave';
  readonly wrappers: 'allow' | 'leave';
  /** Whether the senders get a rule that records every command that a person runs. */
  readonly commands: 'record' | 'leave';
  /** How long a host waits for the confirmation before it goes back, in seconds. */
  readonly confirmSeconds: number;
}

export const usualPort = 60;

/** A host name, an IPv4 or an IPv6 address: what may stand in audisp-remote.conf and in a command. */
export function isServerAddress(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(text) || /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text);
}

/** After this many quiet seconds a sender says that it is alive. */
export const heartbeat = 60;
