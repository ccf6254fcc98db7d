import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { oneLine } from './hostFailure';
import { readIniInventory } from './iniInventory';
import type { Inventory, InventoryHosts, Variables } from './inventory';
import { hostsOfInventory, InventoryError } from './inventory';
import { readYamlInventory, readYamlVariables } from './yamlInventory';

export interface InventoryWorld {
  /** `ansible-inventory` with these arguments: what it printed; undefined where it is not installed. Rejects with what it said. */
  readonly runAnsible: (args: readonly string[]) => Promise<string | undefined>;
  /** Ansible may run what an inventory names (scripts, plugins): only in a trusted workspace. */
  readonly trusted: () => boolean;
}

/**
 * Hosts and groups of an inventory that the person picked. Ansible itself is asked where it is installed; else, or where
 * it fails (a vault without its password), INI and YAML are read here. Throws InventoryError with the place.
 */
export async function readInventory(path: string, world: InventoryWorld): Promise<InventoryHosts> {
  const remarks: string[] = [];
  if (world.trusted()) {
    try {
      // A comma would make it a list of host names.
      const text = path.includes(',') ? undefined : await world.runAnsible(['-i', path, '--list']);
      if (text !== undefined) return hostsOfInventory(readListing(text, path));
    } catch (error) {
      remarks.push(`ansible-inventory could not read it, so it is read without: ${oneLine(messageOf(error))}.`);
    }
  }
  const inventory = await readWithoutAnsible(path);
  const read = hostsOfInventory(inventory);
  return { ...read, remarks: [...remarks, ...read.remarks] };
}

/** What `ansible-inventory --list` prints: each host with all its variables, merged. */
export function readListing(text: string, place: string): Inventory {
  let listing: unknown;
  try {
    listing = JSON.parse(text);
  } catch {
    throw new InventoryError(place, 'ansible-inventory did not answer with JSON');
  }
  const groups = asMapping(listing);
  const variables = asMapping(asMapping(groups['_meta'])['hostvars']);
  const names = Object.keys(groups).filter((name) => name !== '_meta');
  const hosts = new Map<string, Variables>();
  for (const name of names) {
    for (const host of asNames(asMapping(groups[name])['hosts'])) hosts.set(host, asMapping(variables[host]));
  }
  return {
    hosts,
    groups: new Map(
      names.map((name) => {
        const group = asMapping(groups[name]);
        return [name, { hosts: asNames(group['hosts']), children: asNames(group['children']), variables: {} }];
      }),
    ),
  };
}

async function readWithoutAnsible(path: string): Promise<Inventory> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) throw new InventoryError(path, 'there is no such inventory');
  if (status.isDirectory())
    throw new InventoryError(
      path,
      'a folder as an inventory can only be read by ansible-inventory, which is not installed here or was not asked',
    );
  if ((status.mode & 0o111) !== 0 && (await readFile(path, 'utf8')).startsWith('#!'))
    throw new InventoryError(path, 'this inventory is a program, which only ansible-inventory runs');
  if (status.size > 10_000_000) throw new InventoryError(path, 'more than 10 MB are no inventory of hosts');
  const text = await readFile(path, 'utf8');
  const isYaml =
    ['.yml', '.yaml', '.json'].includes(extname(path)) ||
    /^\s*(---|\{|(all|ungrouped):\s*(#.*)?$)/m.test(text.slice(0, 4096));
  const inventory = isYaml ? readYamlInventory(text, path) : readIniInventory(text, path);
  return withVariableFiles(inventory, dirname(path));
}

/** group_vars and host_vars beside the inventory: they come after the variables of the file, host by host and group by group. */
async function withVariableFiles(inventory: Inventory, folder: string): Promise<Inventory> {
  const groups = new Map<string, Inventory['groups'] extends ReadonlyMap<string, infer Group> ? Group : never>();
  for (const [name, group] of inventory.groups) {
    groups.set(name, {
      ...group,
      variables: { ...group.variables, ...(await variablesIn(folder, 'group_vars', name)) },
    });
  }
  const hosts = new Map<string, Variables>();
  for (const [name, own] of inventory.hosts)
    hosts.set(name, { ...own, ...(await variablesIn(folder, 'host_vars', name)) });
  return { hosts, groups };
}

async function variablesIn(folder: string, kind: string, name: string): Promise<Variables> {
  // Names come from a file: one with a slash would lead elsewhere.
  if (basename(name) !== name) return {};
  const place = join(folder, kind, name);
  const inside = await readdir(place).catch(() => undefined);
  const files =
    inside === undefined
      ? [place, `${place}.yml`, `${place}.yaml`, `${place}.json`]
      : inside
          .sort()
          .filter((file) => /^[^.].*(\.(yml|yaml|json))?$/.test(file))
          .map((file) => join(place, file));
  const read = files.map(async (file) => {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    // A whole file in a vault stays closed.
    return text === undefined || text.startsWith('$ANSIBLE_VAULT') ? {} : readYamlVariables(text, file);
  });
  return Object.assign({}, ...(await Promise.all(read))) as Variables;
}

/**
 * The system's ansible-inventory, run from the home folder: an ansible.cfg of the folder that happens to be open has no
 * say. An inventory that it cannot read is a failure here, not a warning.
 */
export function runAnsibleInventory(args: readonly string[]): Promise<string | undefined> {
  const env = { ...process.env, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true', ANSIBLE_NOCOLOR: '1' };
  return new Promise((resolve, reject) => {
    const options = { cwd: homedir(), env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
    execFile('ansible-inventory', args, options, (error, out, said) => {
      if (error === null) resolve(out);
      else if (error.code === 'ENOENT') resolve(undefined);
      else reject(new Error(said.trim() || error.message));
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asMapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
