import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration, Role } from './auditd';
import { labAvailable } from './available';
import { startAgent, type Agent } from './agent';
import { buildTools, type Tools } from './build';
import { makeKeys, writeSshConfig, type ConfigEntry, type PersonKeys } from './clientFiles';
import { startDemo } from './demo';
import { makeLabFolder, noteProcess, removeLabFolder, removeStaleLabs } from './folder';
import { LabHost } from './host';
import { makeHostFolder } from './hostFolder';
import { centralAddress, senderAddress, startNetwork, stopNetwork, type Network } from './network';
import { end, onlyChildOf, processName, startBound, until } from './processes';
import { makeHostKey, startSshd } from './sshd';
import type { LabUser } from './users';

export interface LabOptions {
  /** How many hosts forward to the central server; default 1, at most 200. One is named sender, more sender1, … */
  readonly senders?: number;
  /** Names of the senders instead; then `senders` is not looked at. */
  readonly names?: readonly string[];
  /**
   * standin (default): a kernel of the host's own, for auditctl, auditd, and what PAM and sudo report. none: auditctl is
   * refused, as in a container, and auditd has only its own records and what is fed.
   */
  readonly kernel?: 'standin' | 'none';
  /**
   * The central server hears its own kernel too: its logins are in the log, and signals work on its auditd. Default
   * false: nothing is in its log but what senders send and what auditd says of itself.
   */
  readonly centralRecords?: boolean;
  /** Further lines of sshd_config, before the lab's own, by host name; `'*'`: on all. */
  readonly sshd?: Readonly<Record<string, readonly string[]>>;
  /**
   * forwarding (default): the senders send to the central server. as-installed: every host is as its packages left it,
   * so nothing is sent and nobody listens.
   */
  readonly configuration?: Configuration;
  /** true (default): auditd runs on every host when the lab is up. */
  readonly auditd?: boolean;
  /** A slow trickle of believable events from the senders, for people who look. */
  readonly demo?: boolean;
}

/**
 * A central server and its senders on this machine, in namespaces of their own: nothing of the machine itself is
 * changed, and its kernel's audit hears nothing. All ends with `stop`, and with this process whatever ends it.
 */
export interface Lab {
  readonly folder: string;
  readonly central: LabHost;
  readonly senders: readonly LabHost[];
  /** The first sender. */
  readonly sender: LabHost;
  readonly hosts: readonly LabHost[];
  readonly keys: PersonKeys;
  /** `ssh -F` with a Host for each host, as root by key. */
  readonly sshConfig: string;
  /** The right host keys, of all hosts. */
  readonly knownHosts: string;
  /** Another ssh_config: for another user, with other names, without key. Returns its path. */
  writeSshConfig(name: string, entries: readonly LabEntry[]): Promise<string>;
  /** A new host key on a host that clients know by the old one; `knownHosts` keeps the old one. */
  changeHostKey(host: LabHost): Promise<void>;
  /** An ssh-agent with the plain key; it ends with the lab. */
  startAgent(): Promise<Agent>;
  linkDown(host: LabHost): Promise<void>;
  linkUp(host: LabHost): Promise<void>;
  stop(): Promise<void>;
}

export interface LabEntry {
  readonly host: LabHost;
  /** Default: the host's name. */
  readonly alias?: string;
  /** Default root. */
  readonly user?: LabUser;
  /** Default key; none: no IdentityFile is named. */
  readonly identity?: 'key' | 'locked-key' | 'none';
}

/** Brings a lab up, in about two seconds. Throws with the reason where there can be none: see `labAvailable`. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const available = labAvailable();
  if (!available.ok) throw new Error(available.reason);
  await removeStaleLabs();

  const tools = await buildTools();
  const folder = await makeLabFolder();
  const undo: (() => Promise<void>)[] = [() => removeLabFolder(folder)];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const keys = await makeKeys(folder);
    const network = await startNetwork();
    undo.push(() => stopNetwork(network));
    await noteProcess(folder, network.holder);

    const ground: Ground = { folder, tools, keys, network, options, undo, names: namesOf(options) };
    const [central, ...senders] = await allOf(ground.names.map((_, number) => startHost(ground, number)));
    const [sender] = senders;
    if (!central || !sender) throw new Error('a lab has at least one sender');
    const hosts = [central, ...senders];

    const knownHosts = path.join(folder, 'known_hosts');
    await writeFile(knownHosts, (await Promise.all(hosts.map(knownHostsLine))).join(''));
    const writeConfig = async (name: string, entries: readonly LabEntry[]) => {
      const file = path.join(folder, name);
      const resolved = entries.map((entry) => resolveEntry(entry, keys));
      await writeSshConfig(file, resolved, knownHosts);
      return file;
    };
    const sshConfig = await writeConfig(
      'ssh_config',
      hosts.map((host) => ({ host })),
    );

    if (options.auditd !== false) {
      // The senders' first record is their start; the server should be there to take it.
      await central.auditd.start();
      await Promise.all(senders.map((host) => host.auditd.start()));
    }
    const lab: Lab = {
      folder,
      central,
      senders,
      sender,
      hosts,
      keys,
      sshConfig,
      knownHosts,
      writeSshConfig: writeConfig,
      async changeHostKey(host) {
        await makeHostKey(hostFolder(folder, host.name));
        await host.sshd.restart(sshdLines(options, host.name));
      },
      async startAgent() {
        const agent = await startAgent(folder, keys);
        undo.push(() => agent.stop());
        return agent;
      },
      linkDown: (host) => network.setLink(portName(hosts.indexOf(host)), 'down'),
      linkUp: (host) => network.setLink(portName(hosts.indexOf(host)), 'up'),
      stop,
    };
    if (options.demo) undo.push(startDemo(lab));
    return lab;
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Ground {
  readonly folder: string;
  readonly tools: Tools;
  readonly keys: PersonKeys;
  readonly network: Network;
  readonly options: LabOptions;
  readonly undo: (() => Promise<void>)[];
  /** Of all hosts; the first is the central server. */
  readonly names: readonly string[];
}

async function startHost(ground: Ground, number: number): Promise<LabHost> {
  const { names, options } = ground;
  const name = names[number] ?? '';
  const role: Role = number === 0 ? 'central' : 'sender';
  const folder = hostFolder(ground.folder, name);
  const withKernel = options.kernel !== 'none';
  const configuration = options.configuration ?? 'forwarding';
  const hearsKernel = role === 'sender' || options.centralRecords === true || configuration === 'as-installed';
  await makeHostFolder(folder, {
    name,
    role,
    addresses: new Map(names.map((other, index) => [other, addressOf(index)])),
    keys: ground.keys,
    tools: ground.tools,
    withKernel,
    localEvents: withKernel && hearsKernel ? 'yes' : 'no',
    configuration,
  });

  const child = startBound('unshare', [
    ...['-m', '-u', '-n', '-p', '--fork', '--kill-child', '--mount-proc'],
    ...['bash', path.join(folder, 'tools/boot.sh'), name, folder],
  ]);
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const holder = child.pid === undefined ? undefined : processName(child.pid);
  if (!holder) throw new Error(`${name} did not start`);
  ground.undo.push(() => end(holder));
  await noteProcess(ground.folder, holder);
  await until(() => {
    if (child.exitCode !== null) throw new Error(`${name} did not boot: ${said}`);
    return said.includes('up\n');
  }, `${name} to boot`);
  child.unref();

  const pid = await onlyChildOf(holder.pid);
  const address = addressOf(number);
  await ground.network.plugIn(portName(number), pid, address);
  const sshd = await startSshd(folder, pid, sshdLines(options, name));
  return new LabHost({ name, role, address, folder, holder, pid, sshd, keys: ground.keys, withKernel });
}

function namesOf(options: LabOptions): string[] {
  const count = options.senders ?? 1;
  const numbered = Array.from({ length: count }, (_, index) => `sender${index + 1}`);
  return ['central', ...(options.names ?? (count === 1 ? ['sender'] : numbered))];
}

/** Like Promise.all, but not before the last has come to its end: what fails must not leave others half-way. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

const hostFolder = (folder: string, name: string) => path.join(folder, 'hosts', name);
const portName = (number: number) => `port${number}`;
const addressOf = (number: number) => (number === 0 ? centralAddress : senderAddress(number - 1));
const sshdLines = (options: LabOptions, name: string) => [
  ...(options.sshd?.[name] ?? []),
  ...(options.sshd?.['*'] ?? []),
];

async function knownHostsLine(host: LabHost): Promise<string> {
  return `[127.0.0.1]:${host.port} ${await host.sshd.publicKey()}\n`;
}

function resolveEntry({ host, alias, user, identity = 'key' }: LabEntry, keys: PersonKeys): ConfigEntry {
  const files = { key: keys.keyFile, 'locked-key': keys.lockedKeyFile, none: undefined };
  const identityFile = files[identity];
  return {
    alias: alias ?? host.name,
    port: host.port,
    user: user ?? 'root',
    ...(identityFile ? { identityFile } : {}),
  };
}
