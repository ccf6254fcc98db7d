import type { Target } from '../../../core/src/target';
import type { Host, HostRole } from './host';
import { isHostName } from './host';
import { HostError } from './hostFailure';
import type { HostGroup, InventoryHosts } from './inventory';

/** What was seen on a host when it was last looked at, for lists and the status bar. */
export interface Observed {
  /** What files for this host are written for. */
  readonly target: Target & { readonly host: string };
  readonly distribution: string;
  /** 2: rules are locked until the next boot. undefined: the kernel was not asked. */
  readonly enabled?: number;
  readonly rulesLoaded: number;
  readonly lost?: number;
  readonly kernel?: string;
  /** `auditctl -s`. */
  readonly status?: Readonly<Record<string, number>>;
  /** auditd's process, if it runs, and the TCP ports that it listens on. */
  readonly daemon?: { readonly pid: number | undefined; readonly listens: readonly number[] };
  /** What somebody else has changed since the last deploy from this editor. */
  readonly drift?: { readonly since: string; readonly paths: readonly string[] };
}

export interface HostBookWorld {
  /** Names of the ssh configuration. */
  readonly configuredNames: () => Promise<readonly string[]>;
  /** The user's own setting auditd.hosts, as it stands: never a workspace's. */
  readonly settings: () => unknown;
  /** Hosts and groups of the inventory that the person picked; none where there is no such thing. */
  readonly inventory?: () => Promise<InventoryHosts>;
  /** Remembers the selected host across windows. */
  readonly memory: { get(key: string): unknown; update(key: string, value: unknown): PromiseLike<void> };
}

const selectedKey = 'auditd.selectedHost';

/** Who the hosts are, which one is selected, and what was seen of each. Knows nothing of connections. */
export class HostBook {
  readonly #world: HostBookWorld;
  readonly #listeners = new Set<() => void>();
  readonly #seeListeners = new Set<(observed: Observed) => void>();
  readonly #observed = new Map<string, Observed>();
  readonly #transports = new Map<string, string>();
  readonly #pipelines = new Map<string, string>();

  constructor(world: HostBookWorld) {
    this.#world = world;
  }

  /**
   * Those of the settings first, which have the last word about a name, then the inventory's, which know more than a
   * name, then those of the ssh configuration.
   */
  async hosts(): Promise<readonly Host[]> {
    const inventory = (await this.#world.inventory?.())?.hosts ?? [];
    const own = hostsOfSettings(this.#world.settings()).map((host): Host => {
      const listed = inventory.find(({ name }) => name === host.name);
      if (listed === undefined) return host;
      // An entry that gives a host a role, and says nothing of its place, leaves that to the inventory.
      const { hostName, port, user, identityFile } = host;
      const saysWhere = [hostName, port, user, identityFile].some((part) => part !== undefined);
      if (!saysWhere) return { ...listed, ...host };
      return listed.groups === undefined ? host : { ...host, groups: listed.groups };
    });
    const configured = (await this.#world.configuredNames()).map((name): Host => ({ name, source: 'ssh-config' }));
    const names = new Set<string>();
    return [...own, ...inventory, ...configured].filter(({ name }) => !names.has(name) && names.add(name));
  }

  /** Groups of the inventory, each with the names of its hosts. */
  async groups(): Promise<readonly HostGroup[]> {
    return (await this.#world.inventory?.())?.groups ?? [];
  }

  /** All that the inventory lists, also those that the settings say more of. */
  async inventoryNames(): Promise<readonly string[]> {
    return ((await this.#world.inventory?.())?.hosts ?? []).map(({ name }) => name);
  }

  async find(name: string): Promise<Host | undefined> {
    return (await this.hosts()).find((host) => host.name === name);
  }

  get selectedName(): string | undefined {
    const name = this.#world.memory.get(selectedKey);
    return typeof name === 'string' ? name : undefined;
  }

  async selected(): Promise<Host | undefined> {
    const name = this.selectedName;
    return name === undefined ? undefined : this.find(name);
  }

  /** The selected host, or a HostError that says how to select one. */
  async mustHaveSelected(): Promise<Host> {
    const host = await this.selected();
    if (host === undefined) throw new HostError('', { kind: 'no-host-selected' });
    return host;
  }

  async select(name: string | undefined): Promise<void> {
    await this.#world.memory.update(selectedKey, name);
    this.changed();
  }

  observed(name: string): Observed | undefined {
    return this.#observed.get(name);
  }

  /** Targets of all hosts that were looked at in this window. */
  observedTargets(): Observed['target'][] {
    return [...this.#observed.values()].map(({ target }) => target);
  }

  sawHost(observed: Observed): void {
    this.#observed.set(observed.target.host, observed);
    for (const listener of this.#seeListeners) listener(observed);
    this.changed();
  }

  /** By what a host was reached, and why, where that is not the usual way. */
  transport(name: string): string | undefined {
    return this.#transports.get(name);
  }

  reachedBy(name: string, words: string | undefined): void {
    if (this.#transports.get(name) === words) return;
    if (words === undefined) this.#transports.delete(name);
    else this.#transports.set(name, words);
    this.changed();
  }

  /** How a host stands in central logging, in words, since it was last looked at. */
  pipeline(name: string): string | undefined {
    return this.#pipelines.get(name);
  }

  sawPipeline(name: string, words: string): void {
    if (this.#pipelines.get(name) === words) return;
    this.#pipelines.set(name, words);
    this.changed();
  }

  onDidSeeHost(listener: (observed: Observed) => void): { dispose(): void } {
    this.#seeListeners.add(listener);
    return { dispose: () => void this.#seeListeners.delete(listener) };
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Tells the listeners; also for changes of the settings and of the ssh configuration. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Entries that are no hosts are left out: settings.json is written by hand. */
export function hostsOfSettings(value: unknown): Host[] {
  if (!Array.isArray(value)) return [];
  const hosts = value.flatMap((entry: unknown) => hostOf(entry) ?? []);
  return hosts.filter((host, index) => hosts.findIndex((other) => other.name === host.name) === index);
}

function hostOf(entry: unknown): Host | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { name, hostName, port, user, identityFile, role } = entry as Record<string, unknown>;
  if (typeof name !== 'string' || !isHostName(name)) return undefined;
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536;
  return {
    name,
    source: 'settings',
    ...(typeof hostName === 'string' && isHostName(hostName) ? { hostName } : {}),
    ...(isPort ? { port } : {}),
    ...(typeof user === 'string' && /^[^\s-]\S*$/.test(user) ? { user } : {}),
    ...(typeof identityFile === 'string' && identityFile !== '' ? { identityFile } : {}),
    ...(isRole(role) ? { role } : {}),
  };
}

function isRole(value: unknown): value is HostRole {
  return value === 'central' || value === 'sender' || value === 'other';
}
