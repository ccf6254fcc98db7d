import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { inPool } from '../../client/src/deploy/inPool';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import { HostKeys } from '../../client/src/hosts/hostKeys';
import type { Prompter } from '../../client/src/hosts/prompter';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../client/src/hosts/resolveRoute';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSsh2 } from '../../client/src/hosts/ssh2Shell';
import { runSsh } from '../../client/src/hosts/thisMachine';

// What the extension does for a deploy, without its windows. Bundled by deploy.bench.ts, because the scripts for hosts are
// imported as text.

export type Files = Readonly<Record<string, string>>;

const nobody: Prompter = {
  unknownHostKey: () => Promise.resolve('once'),
  secret: () => Promise.resolve(undefined),
};
const world = { hostKeys: new HostKeys(nobody), secrets: new Secrets(nobody) };

/** From nothing: `ssh -G`, connection, look, plan, load, proof, confirmation. Throws when a host is not as wished. */
export async function deployToAll(names: readonly string[], configFile: string, files: Files): Promise<void> {
  await inPool(names, async (name) => {
    const shell = await connect(name, configFile);
    await deploy(await shell.asRoot(), files);
    shell.end();
  });
}

export async function connect(name: string, configFile: string, port?: number): Promise<RemoteShell> {
  const host = { name, source: 'ssh-config' as const, ...(port === undefined ? {} : { port }) };
  const route = await resolveRoute(host, { runSsh, configFile, environment: {}, platform: process.platform });
  return connectSsh2(name, route, world);
}

export async function deploy(root: RemoteShell, files: Files): Promise<void> {
  const wished = Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) }));
  const planned = plan(await observe(root), { files: wished, remove: [], confirmSeconds: 60 }, coreRuleBook);
  const outcome = await applyPlan(root, planned, {
    book: coreRuleBook,
    reconnect: () => Promise.reject(new Error('a benchmark loses no connection')),
  });
  if (outcome.kind !== 'done' || planned.steps.length === 0)
    throw new Error(`${root.hostName}: ${JSON.stringify(outcome)}`);
}
