import type { Host, Route } from './host';
import { HostError } from './hostFailure';
import type { RemoteShell } from './remoteShell';

export interface ConnectionsWorld {
  readonly resolve: (host: Host) => Promise<Route>;
  readonly open: (hostName: string, route: Route, signal: AbortSignal | undefined) => Promise<RemoteShell>;
  /** False in an untrusted workspace: then nothing connects. */
  readonly trusted: () => boolean;
  /** Milliseconds without a running command after which a connection is closed. */
  readonly idle?: number;
}

/**
 * One connection per host, shared by all who need it, made on demand and closed when nobody has used it for a while.
 * Who gets a shell here does not end it.
 */
export class Connections {
  readonly #world: ConnectionsWorld;
  readonly #open = new Map<string, Promise<RemoteShell>>();
  readonly #routes = new Map<string, Promise<Route>>();

  constructor(world: ConnectionsWorld) {
    this.#world = world;
  }

  /** Finds the ways to all of them at once, which is cheaper than one by one; each serves the next connection there. */
  prepare(hosts: readonly Host[]): void {
    if (!this.#world.trusted()) return;
    for (const host of hosts) {
      if (this.#open.has(host.name) || this.#routes.has(host.name)) continue;
      const route = this.#world.resolve(host);
      // Whoever connects hears of its failure.
      route.catch(() => undefined);
      this.#routes.set(host.name, route);
      // Who is cancelled before it connects must not find yesterday's way tomorrow.
      setTimeout(() => this.#routes.get(host.name) === route && this.#routes.delete(host.name), 60_000).unref();
    }
  }

  /** As the login user. Rejects with HostError. */
  async connect(host: Host, signal?: AbortSignal): Promise<RemoteShell> {
    if (!this.#world.trusted()) throw new HostError(host.name, { kind: 'untrusted-workspace' });
    let connecting = this.#open.get(host.name);
    if (connecting === undefined) {
      connecting = this.#begin(host, signal);
      this.#open.set(host.name, connecting);
      connecting.catch(() => this.#forget(host.name, connecting));
    }
    return connecting;
  }

  /** With root's rights: itself after a root login, else through sudo or doas. */
  async connectAsRoot(host: Host, signal?: AbortSignal): Promise<RemoteShell> {
    return (await this.connect(host, signal)).asRoot();
  }

  /** Ends the connection to a host, such as after its settings changed. */
  async end(hostName: string): Promise<void> {
    const connecting = this.#open.get(hostName);
    this.#open.delete(hostName);
    this.#routes.delete(hostName);
    (await connecting?.catch(() => undefined))?.end();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.end(name)));
  }

  async #begin(host: Host, signal: AbortSignal | undefined): Promise<RemoteShell> {
    const prepared = this.#routes.get(host.name);
    this.#routes.delete(host.name);
    const route = await (prepared ?? this.#world.resolve(host));
    const shell = await this.#world.open(host.name, route, signal);
    const connecting = this.#open.get(host.name);
    void shell.closed.then(() => this.#forget(host.name, connecting));
    return closedWhenIdle(shell, this.#world.idle ?? 300_000);
  }

  #forget(name: string, connecting: Promise<RemoteShell> | undefined): void {
    if (this.#open.get(name) === connecting) this.#open.delete(name);
  }
}

/** Counts what runs; when nothing has run for `idle` milliseconds, the connection ends. */
function closedWhenIdle(shell: RemoteShell, idle: number): RemoteShell {
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    running++;
    clearTimeout(timer);
  };
  const done = (): void => {
    running--;
    if (running > 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => shell.end(), idle);
    timer.unref();
  };
  void shell.closed.then(() => clearTimeout(timer));
  const counted = (inner: RemoteShell): RemoteShell => ({
    hostName: inner.hostName,
    closed: inner.closed,
    end: () => inner.end(),
    asRoot: async () => {
      begin();
      try {
        return counted(await inner.asRoot());
      } finally {
        done();
      }
    },
    run: async (command, options) => {
      begin();
      try {
        return await inner.run(command, options);
      } finally {
        done();
      }
    },
    open: async (command, options) => {
      begin();
      try {
        const process = await inner.open(command, options);
        void process.ended.then(done, done);
        return process;
      } catch (error) {
        done();
        throw error;
      }
    },
  });
  begin();
  done();
  return counted(shell);
}
