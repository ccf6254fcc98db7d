import type { Host, HostRole } from './host';
import { isHostName } from './host';

/** What an Ansible inventory says, however it was written. */
export interface Inventory {
  /** Variables of each host's own line. */
  readonly hosts: ReadonlyMap<string, Variables>;
  readonly groups: ReadonlyMap<string, InventoryGroup>;
}

export interface InventoryGroup {
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly variables: Variables;
}

export type Variables = Readonly<Record<string, unknown>>;

/** A named set of hosts, as the Hosts view shows it: those of its child groups too, each once. */
export interface HostGroup {
  readonly group: string;
  readonly hosts: readonly string[];
}

export interface InventoryHosts {
  readonly hosts: readonly Host[];
  readonly groups: readonly HostGroup[];
  /** What could not be taken from it, in sentences for the log. */
  readonly remarks: readonly string[];
}

/** The text of an inventory is not one. The message says where and why. */
export class InventoryError extends Error {
  constructor(place: string, what: string) {
    super(`${place}: ${what}`);
    this.name = 'InventoryError';
  }
}

/** An inventory that is being read: a group or host that is named is there, as in Ansible. */
export class InventoryDraft implements Inventory {
  readonly hosts = new Map<string, Record<string, unknown>>();
  readonly groups = new Map<string, { hosts: string[]; children: string[]; variables: Record<string, unknown> }>();

  addGroup(name: string): { hosts: string[]; children: string[]; variables: Record<string, unknown> } {
    const group = this.groups.get(name) ?? { hosts: [], children: [], variables: {} };
    this.groups.set(name, group);
    return group;
  }

  addHost(name: string, group: string, variables: Variables): void {
    this.hosts.set(name, { ...this.hosts.get(name), ...variables });
    const { hosts } = this.addGroup(group);
    if (!hosts.includes(name)) hosts.push(name);
  }

  addChild(group: string, child: string): void {
    this.addGroup(child);
    const { children } = this.addGroup(group);
    if (!children.includes(child)) children.push(child);
  }
}

/** The hosts that ssh reaches, with their groups. Who is no host of ours or says what ssh would not take gets a remark. */
export function hostsOfInventory(inventory: Inventory): InventoryHosts {
  const remarks: string[] = [];
  const groups = [...inventory.groups.keys()]
    .filter((name) => name !== 'all' && name !== 'ungrouped')
    .map((group): HostGroup => ({ group, hosts: membersOf(inventory, group) }))
    .filter((group) => group.hosts.length > 0);
  const hosts = [...inventory.hosts.keys()].flatMap((name) => {
    const own = groups.filter((group) => group.hosts.includes(name)).map(({ group }) => group);
    return hostOf(name, variablesOf(inventory, name, own), own, remarks) ?? [];
  });
  const names = new Set(hosts.map((host) => host.name));
  const reachable = groups.map(({ group, hosts: all }) => ({ group, hosts: all.filter((name) => names.has(name)) }));
  return { hosts, groups: reachable.filter((group) => group.hosts.length > 0), remarks };
}

function membersOf({ groups }: Inventory, name: string): string[] {
  const members = new Set<string>();
  const visited = new Set<string>();
  const visit = (group: string): void => {
    if (visited.has(group)) return;
    visited.add(group);
    for (const host of groups.get(group)?.hosts ?? []) members.add(host);
    for (const child of groups.get(group)?.children ?? []) visit(child);
  };
  visit(name);
  return [...members];
}

/** As Ansible: all, then groups from the outermost in (by name where equally deep), then the host's own. */
function variablesOf(inventory: Inventory, host: string, groups: readonly string[]): Variables {
  const inOrder = [...groups].sort((a, b) => depthOf(inventory, a) - depthOf(inventory, b) || (a < b ? -1 : 1));
  const layers = ['all', ...inOrder].map((group) => inventory.groups.get(group)?.variables);
  return Object.assign({}, ...layers, inventory.hosts.get(host)) as Variables;
}

function depthOf({ groups }: Inventory, name: string, seen: readonly string[] = []): number {
  if (seen.includes(name)) return 0;
  const parents = [...groups].filter(([, group]) => group.children.includes(name)).map(([parent]) => parent);
  return parents.reduce(
    (most, parent) => Math.max(most, 1 + depthOf({ groups, hosts: new Map() }, parent, [...seen, name])),
    0,
  );
}

/** Connections of Ansible that are ssh. */
const sshConnections = ['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'libssh', 'ansible.netcommon.libssh'];

/** Would change the way to the host; Ansible hands them to ssh, we have no place for them. */
const notTaken = ['ansible_ssh_common_args', 'ansible_ssh_extra_args', 'ansible_ssh_args'];

function hostOf(name: string, said: Variables, groups: readonly string[], remarks: string[]): Host | undefined {
  const leftOut = (why: string): undefined => void remarks.push(`${name} is left out: ${why}.`);
  if (!isHostName(name)) return leftOut('this is no name that ssh takes');
  const connection = said['ansible_connection'];
  if (typeof connection === 'string' && !sshConnections.includes(connection))
    return leftOut(`it is reached by "${connection}", not by ssh`);
  const hostName = said['ansible_host'] ?? said['ansible_ssh_host'];
  if (hostName !== undefined && !(typeof hostName === 'string' && isHostName(hostName)))
    return leftOut(`its ansible_host cannot be used: ${JSON.stringify(hostName)}`);
  const wrong = (variable: string, value: unknown): undefined =>
    void remarks.push(`${name}: ${variable} cannot be used and is not: ${JSON.stringify(value)}.`);
  const take = <Value>(names: readonly string[], read: (value: unknown) => Value | undefined): Value | undefined => {
    const variable = names.find((word) => said[word] !== undefined);
    if (variable === undefined) return undefined;
    return read(said[variable]) ?? wrong(variable, said[variable]);
  };
  const port = take(['ansible_port', 'ansible_ssh_port'], portOf);
  const user = take(['ansible_user', 'ansible_ssh_user'], (value) =>
    typeof value === 'string' && /^[^\s{-][^\s{]*$/.test(value) ? value : undefined,
  );
  const identityFile = take(['ansible_ssh_private_key_file', 'ansible_private_key_file'], (value) =>
    typeof value === 'string' && value !== '' && !value.includes('{{') ? value : undefined,
  );
  for (const variable of notTaken) {
    if (typeof said[variable] === 'string' && said[variable] !== '')
      remarks.push(`${name}: ${variable} is not used; say the same in ~/.ssh/config, which Ansible reads too.`);
  }
  const role = roleOf(groups);
  return {
    name,
    source: 'inventory',
    ...(hostName === undefined ? {} : { hostName }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(identityFile === undefined ? {} : { identityFile }),
    ...(role === undefined ? {} : { role }),
    groups,
  };
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
}

/** An inventory has no word for roles: groups named so are taken at their word. */
function roleOf(groups: readonly string[]): HostRole | undefined {
  if (groups.some((group) => /^(audit_?)?central(_servers?)?$/i.test(group))) return 'central';
  return groups.some((group) => /^(audit_?)?senders?$/i.test(group)) ? 'sender' : undefined;
}

/** Most hosts that one pattern may stand for; more is a slip of the pen. */
const mostHosts = 10_000;

/** `web[01:10:3].example.org`, `db-[a:c]`: the names that a pattern stands for, leading zeros kept. `place` is for errors. */
export function expandRanges(pattern: string, place: string): string[] {
  const match = /^(.*?)\[([^\]]*:[^\]]*)\](.*)$/.exec(pattern);
  // The brackets of an IPv6 address have more colons and hexadecimal words; Ansible sees them as an address, too.
  if (match === null || isBracketedAddress(pattern)) return [pattern];
  const [, before = '', range = '', after = ''] = match;
  const rest = expandRanges(after, place);
  const names = wordsOfRange(range, pattern, place).flatMap((word) => rest.map((tail) => `${before}${word}${tail}`));
  if (names.length > mostHosts) throw new InventoryError(place, `"${pattern}" stands for more than ${mostHosts} hosts`);
  return names;
}

export function isBracketedAddress(text: string): boolean {
  return /^\[[0-9A-Fa-f:.%a-z]*:[0-9A-Fa-f:.]*\](:\d+)?$/.test(text) && (/::/.test(text) || /(:.*){3}/.test(text));
}

function wordsOfRange(range: string, pattern: string, place: string): string[] {
  const bad = (why: string): never => {
    throw new InventoryError(place, `the range [${range}] of "${pattern}" ${why}`);
  };
  const [first = '', last = '', step = '1', more] = range.split(':');
  if (more !== undefined || !/^[1-9]\d*$/.test(step)) return bad('is not [first:last] or [first:last:step]');
  if (last === '') return bad('has no end');
  const by = Number(step);
  if (/^[A-Za-z]$/.test(first) && /^[A-Za-z]$/.test(last)) {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const [from, to] = [letters.indexOf(first), letters.indexOf(last)];
    if (from > to) return bad('runs backwards');
    return [...letters.slice(from, to + 1)].filter((_, index) => index % by === 0);
  }
  if (!/^\d*$/.test(first) || !/^\d+$/.test(last)) return bad('is neither of numbers nor of letters');
  const padded = first.length > 1 && first.startsWith('0');
  if (padded && first.length !== last.length) return bad('has a beginning and an end of different lengths');
  const [from, to] = [Number(first === '' ? '0' : first), Number(last)];
  if (from > to) return bad('runs backwards');
  if ((to - from) / by > mostHosts) return bad(`stands for more than ${mostHosts} hosts`);
  const words: string[] = [];
  for (let number = from; number <= to; number += by)
    words.push(String(number).padStart(padded ? first.length : 0, '0'));
  return words;
}

/** `web1:2222`, `[fe80::1]:22`, `[::1]`: the name and the port that a host line begins with. */
export function splitPort(text: string): { readonly name: string; readonly port?: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]+):(\d+)$/.exec(text);
  const match = bracketed ?? plain;
  if (match?.[1] === undefined) return { name: text };
  return match[2] === undefined ? { name: match[1] } : { name: match[1], port: Number(match[2]) };
}
