import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { inPool } from '../../client/src/deploy/inPool';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import { questionsFor } from '../../client/src/deploy/planPaths';
import { Connections } from '../../client/src/hosts/connections';
import type { Host, Route } from '../../client/src/hosts/host';
import { HostKeys } from '../../client/src/hosts/hostKeys';
import type { Prompter } from '../../client/src/hosts/prompter';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../client/src/hosts/resolveRoute';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSsh2 } from '../../client/src/hosts/ssh2Shell';
import { runSsh } from '../../client/src/hosts/askSsh';

// What the extension does for a deploy, without its windows. Bundled by deploy.bench.ts, because the scripts for hosts are
// imported as text.

export type Files = Readonly<Record<string, string>>;

const nobody: Prompter = {
  unknownHostKey: () => Promise.resolve('once'),
  secret: () => Promise.resolve(undefined),
};
const world = { hostKeys: new HostKeys(nobody), secrets: new Secrets(nobody) };

/** Hosts of an ssh_config, as the extension reaches them. */
export class Fleet {
  readonly #hosts: readonly Host[];
  readonly #connections: Connections;

  constructor(names: readonly string[], configFile: string) {
    this.#hosts = names.map((name) => ({ name, source: 'ssh-config' as const }));
    this.#connections = new Connections({
      resolve: (host) => routeTo(host, configFile),
      open: (name, route) => connectSsh2(name, route, world),
      trusted: () => true,
    });
  }

  /** `ssh -G` and the connection, as a look at the hosts makes it. */
  async connect(): Promise<void> {
    this.#connections.prepare(this.#hosts);
    await inPool(this.#hosts, (host) => this.#connections.connectAsRoot(host));
  }

  /** What is not connected is connected; then look, plan, load, proof, confirmation. Throws when a host is not as wished. */
  async deploy(files: Files): Promise<void> {
    this.#connections.prepare(this.#hosts);
    await inPool(this.#hosts, async (host) => deploy(await this.#connections.connectAsRoot(host), files));
  }

  async end(): Promise<void> {
    await this.#connections.dispose();
  }
}

export async function connect(name: string, configFile: string, port?: number): Promise<RemoteShell> {
  const host = { name, source: 'ssh-config' as const, ...(port === undefined ? {} : { port }) };
  return connectSsh2(name, await routeTo(host, configFile), world);
}

function routeTo(host: Host, configFile: string): Promise<Route> {
  return resolveRoute(host, { runSsh, configFile, environment: {}, platform: process.platform });
}

export async function deploy(root: RemoteShell, files: Files): Promise<void> {
  const wished = Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) }));
  const planned = plan(
    await observe(root, questionsFor({ files: wished })),
    { files: wished, remove: [], confirmSeconds: 60 },
    coreRuleBook,
  );
  const outcome = await applyPlan(root, planned, {
    book: coreRuleBook,
    reconnect: () => Promise.reject(new Error('a benchmark loses no connection')),
  });
  if (outcome.kind !== 'done' || planned.steps.length === 0)
    throw new Error(`${root.hostName}: ${JSON.stringify(outcome)}`);
}
