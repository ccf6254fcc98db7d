import type { Host, Route } from './host';
import { HostError, isHostError } from './hostFailure';
import type { RemoteShell } from './remoteShell';

export interface ConnectionsWorld {
  readonly resolve: (host: Host) => Promise<Route>;
  readonly open: (hostName: string, route: Route, signal: AbortSignal | undefined) => Promise<RemoteShell>;
  /** False in an untrusted workspace: then nothing connects. */
  readonly trusted: () => boolean;
  /** Milliseconds without a running command after which a connection is closed. */
  readonly idle?: number;
}

interface Opening {
  /** Where the host was said to be when it began. */
  readonly place: string;
  /** Of who began it. */
  readonly signal: AbortSignal | undefined;
  readonly shell: Promise<RemoteShell>;
}

interface Way {
  readonly place: string;
  readonly route: Promise<Route>;
}

/**
 * One connection per host, shared by all who need it, made on demand and closed when nobody has used it for a while.
 * Who gets a shell here does not end it.
 */
export class Connections {
  readonly #world: ConnectionsWorld;
  readonly #open = new Map<string, Opening>();
  readonly #ways = new Map<string, Way>();
  /** Also those that are for nobody new, because the host has moved. */
  readonly #shells = new Set<RemoteShell>();

  constructor(world: ConnectionsWorld) {
    this.#world = world;
  }

  /** Finds the ways to all of them at once, which is cheaper than one by one; each serves the next connection there. */
  prepare(hosts: readonly Host[]): void {
    if (!this.#world.trusted()) return;
    for (const host of hosts) {
      if (this.#openTo(host) !== undefined || this.#ways.get(host.name)?.place === placeOf(host)) continue;
      const way = { place: placeOf(host), route: this.#world.resolve(host) };
      // Whoever connects hears of its failure.
      way.route.catch(() => undefined);
      this.#ways.set(host.name, way);
      // Who is cancelled before it connects must not find yesterday's way tomorrow.
      setTimeout(() => this.#ways.get(host.name) === way && this.#ways.delete(host.name), 60_000).unref();
    }
  }

  /** As the login user. Rejects with HostError. */
  async connect(host: Host, signal?: AbortSignal): Promise<RemoteShell> {
    for (;;) {
      if (!this.#world.trusted()) throw new HostError(host.name, { kind: 'untrusted-workspace' });
      const opening = this.#openTo(host) ?? this.#begin(host, signal);
      try {
        return await unlessCancelled(host, opening.shell, signal);
      } catch (error) {
        // Who began it has given up; who waited for the same one has not.
        const byOther = opening.signal !== signal && opening.signal?.aborted === true && signal?.aborted !== true;
        if (!byOther || !isHostError(error, 'cancelled')) throw error;
      }
    }
  }

  /** With root's rights: itself after a root login, else through sudo or doas. */
  async connectAsRoot(host: Host, signal?: AbortSignal): Promise<RemoteShell> {
    return (await this.connect(host, signal)).asRoot();
  }

  /** Ends the connection to a host, such as one that is mute. */
  async end(hostName: string): Promise<void> {
    const opening = this.#open.get(hostName);
    this.#open.delete(hostName);
    this.#ways.delete(hostName);
    (await opening?.shell.catch(() => undefined))?.end();
  }

  /** The ways to hosts may have changed: what comes now connects anew. What runs keeps its connection. */
  renew(): void {
    this.#open.clear();
    this.#ways.clear();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.end(name)));
    for (const shell of this.#shells) shell.end();
  }

  /** Not one to where the host was before its entry was changed: that is another machine. */
  #openTo(host: Host): Opening | undefined {
    const opening = this.#open.get(host.name);
    return opening?.place === placeOf(host) ? opening : undefined;
  }

  #begin(host: Host, signal: AbortSignal | undefined): Opening {
    const shell = this.#connect(host, signal);
    const opening = { place: placeOf(host), signal, shell };
    this.#open.set(host.name, opening);
    const forget = (): void => {
      if (this.#open.get(host.name) === opening) this.#open.delete(host.name);
    };
    shell.then((opened) => void opened.closed.then(forget), forget);
    return opening;
  }

  async #connect(host: Host, signal: AbortSignal | undefined): Promise<RemoteShell> {
    const way = this.#ways.get(host.name);
    this.#ways.delete(host.name);
    const route = await (way?.place === placeOf(host) ? way.route : this.#world.resolve(host));
    const shell = await this.#world.open(host.name, route, signal);
    this.#shells.add(shell);
    void shell.closed.then(() => this.#shells.delete(shell));
    return closedWhenIdle(shell, this.#world.idle ?? 300_000);
  }
}

/** What of a host says where it is and how to get in. */
function placeOf({ hostName, port, user, identityFile }: Host): string {
  return JSON.stringify([hostName, port, user, identityFile]);
}

/** The connection is another's, too: who gives up leaves it to them. */
async function unlessCancelled(
  { name }: Host,
  shell: Promise<RemoteShell>,
  signal: AbortSignal | undefined,
): Promise<RemoteShell> {
  if (signal === undefined) return shell;
  let onAbort = (): void => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    onAbort = () => reject(new HostError(name, { kind: 'cancelled' }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([shell, cancelled]);
  } finally {
    signal.removeEventListener('abort', onAbort);
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
