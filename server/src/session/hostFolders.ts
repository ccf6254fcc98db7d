import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** More hosts than this side by side are a fleet's inventory, and not looked through with each key. */
const mostHosts = 64;

/**
 * The folders that may hold the other configuration files of the host that `folder` belongs to (its plugins.d, in audit
 * 2.x its audisp beside its audit), and the same folders of the hosts beside it, as `central/etc/audit` is beside
 * `web1/etc/audit`. Not `folder` itself; folders that are not there may be among them. In /etc there is one host.
 */
export async function hostFolders(folder: string): Promise<readonly string[]> {
  const main = basename(folder) === 'plugins.d' ? dirname(folder) : folder;
  const isNamed = ['audit', 'audisp'].includes(basename(main));
  const above = isNamed ? dirname(main) : main;
  const root = isNamed && basename(above) === 'etc' ? dirname(above) : above;
  const inner = above.slice(root.length);
  const of = (host: string) =>
    (isNamed ? ['audit', 'audisp'].map((name) => join(host, inner, name)) : [join(host, inner)]).flatMap((each) => [
      each,
      join(each, 'plugins.d'),
    ]);
  const hosts = [root, ...(await hostsBeside(root))];
  return hosts.flatMap(of).filter((each) => each !== folder);
}

async function hostsBeside(root: string): Promise<readonly string[]> {
  const parent = dirname(root);
  if (root === parent || parent === dirname(parent)) return [];
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  if (names.length > mostHosts) return [];
  return names.map((name) => join(parent, name)).filter((each) => each !== root);
}
