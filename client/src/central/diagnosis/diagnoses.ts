import { inPool } from '../../deploy/inPool';
import type { Connections } from '../../hosts/connections';
import type { Host } from '../../hosts/host';
import { isHostError } from '../../hosts/hostFailure';
import type { Looked } from './diagnose';
import { diagnose } from './diagnose';
import { look } from './look';
import type { Report } from './report';

export interface DiagnosesWorld {
  readonly connections: Connections;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Looks at hosts and keeps the last report for whoever shows it. */
export class Diagnoses {
  readonly #world: DiagnosesWorld;
  readonly #listeners = new Set<() => void>();
  #last: { readonly report: Report; readonly hosts: readonly Host[] } | undefined;

  constructor(world: DiagnosesWorld) {
    this.#world = world;
  }

  get last(): { readonly report: Report; readonly hosts: readonly Host[] } | undefined {
    return this.#last;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /**
   * Senders first: what the login there has recorded is on its way while the server is looked at. A host that cannot be
   * looked at is in the report with the reason. Rejects when it was cancelled.
   */
  async run(
    hosts: readonly Host[],
    signal?: AbortSignal,
    onLooked: (host: string) => void = () => undefined,
  ): Promise<Report> {
    const isCentral = ({ role }: Host): boolean => role === 'central';
    const lookAt = async (host: Host): Promise<Looked> => {
      const looked = await this.#look(host, signal);
      onLooked(host.name);
      return looked;
    };
    const senders = await inPool(
      hosts.filter((host) => !isCentral(host)),
      lookAt,
    );
    const servers = await inPool(hosts.filter(isCentral), lookAt);
    const report = diagnose([...servers, ...senders], this.#world.now());
    this.#last = { report, hosts };
    for (const listener of this.#listeners) listener();
    return report;
  }

  async #look(host: Host, signal: AbortSignal | undefined): Promise<Looked> {
    const known = { host: host.name, ...(host.role === undefined ? {} : { role: host.role }) };
    try {
      const root = await this.#world.connections.connectAsRoot(host, signal);
      return { ...known, seen: await look(root, this.#world.now, signal) };
    } catch (error) {
      if (!isHostError(error) || isHostError(error, 'cancelled', 'untrusted-workspace')) throw error;
      return { ...known, seen: undefined, problem: error.message };
    }
  }
}
