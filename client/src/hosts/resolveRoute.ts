import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beyondSsh2 } from './beyondSsh2';
import type { BeyondSsh2 } from './beyondSsh2';
import type { Host, Route } from './host';
import { isHostName } from './host';
import { HostError } from './hostFailure';
import { parseResolved } from './sshConfig';

/** What resolving needs of this machine. */
export interface RouteWorld {
  /** Runs the system's ssh; undefined when there is none. Rejects when it fails, with what it said. */
  readonly runSsh: (args: readonly string[]) => Promise<string | undefined>;
  /** A file's text; undefined where there is none. Left out, certificates and security keys are not looked for. */
  readonly readFile?: (path: string) => Promise<string | undefined>;
  /** Another configuration file than ~/.ssh/config, from the user's own settings. */
  readonly configFile?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** How to reach a host: `ssh -G` says it, and the user's settings have the last word. Rejects with HostError. */
export async function resolveRoute(host: Host, world: RouteWorld): Promise<Route> {
  return resolve(host, world, 0);
}

async function resolve(host: Host, world: RouteWorld, depth: number): Promise<Route> {
  const asked = host.hostName ?? host.name;
  if (!isHostName(asked)) throw new HostError(host.name, { kind: 'configuration', text: `"${asked}" is no host name` });
  // A host that says where it is needs no Host block of its name; Ansible asks ssh for the address, too.
  const name = host.source !== 'ssh-config' && host.hostName !== undefined ? host.hostName : host.name;
  const text = await askSsh(host, name, world);
  if (text === undefined) return withoutSsh(host, world);
  const said = parseResolved(text);
  const one = (keyword: string): string | undefined => meant(said.get(keyword)?.[0]);
  const alias = one('hostkeyalias');
  const agent = agentPath(one('identityagent'), world);
  const strict = one('stricthostkeychecking');
  const identityFiles = [
    ...(host.identityFile === undefined ? [] : [expandHome(host.identityFile)]),
    ...(said.get('identityfile') ?? []).map(expandHome),
  ];
  const jumps = await resolveJumps(host, one('proxyjump'), world, depth);
  const lacks = await beyondSsh2(said, identityFiles, async (path) => world.readFile?.(expandHome(path)));
  return {
    hostName: host.hostName ?? one('hostname') ?? host.name,
    port: host.port ?? Number(one('port') ?? 22),
    user: host.user ?? one('user') ?? userInfo().username,
    identityFiles,
    ...(agent === undefined ? {} : { agent }),
    identitiesOnly: one('identitiesonly') === 'yes',
    userKnownHostsFiles: paths(one('userknownhostsfile')),
    globalKnownHostsFiles: paths(one('globalknownhostsfile')),
    ...(alias === undefined ? {} : { hostKeyAlias: alias }),
    // 'no' and 'off' would take any key: here a person is asked instead.
    strictHostKeyChecking:
      strict === 'true' || strict === 'yes' ? 'yes' : strict === 'accept-new' ? 'accept-new' : 'ask',
    hashKnownHosts: one('hashknownhosts') === 'yes',
    jumps,
    systemSsh: systemSshArguments(host, name, world),
    beyondSsh2: ofWholeWay(lacks, jumps),
  };
}

/** What is behind a jump host that only the system's ssh gets through is out of ssh2's reach as well. */
function ofWholeWay(own: BeyondSsh2, jumps: readonly Route[]): BeyondSsh2 {
  const jump = jumps.find(({ beyondSsh2: lacks }) => lacks?.surely !== undefined);
  return own.surely === undefined && jump?.beyondSsh2?.surely !== undefined
    ? { surely: `${jump.hostName}, through which it is reached: ${jump.beyondSsh2.surely}` }
    : own;
}

function overrides(host: Host, world: RouteWorld): string[] {
  return [
    ...(world.configFile === undefined ? [] : ['-F', expandHome(world.configFile)]),
    ...(host.user === undefined ? [] : ['-l', host.user]),
    ...(host.port === undefined ? [] : ['-p', String(host.port)]),
  ];
}

/** After -- a name cannot be an option. */
function systemSshArguments(host: Host, name: string, world: RouteWorld): string[] {
  const identity = host.identityFile === undefined ? [] : ['-i', expandHome(host.identityFile)];
  return [...overrides(host, world), ...identity, '--', name];
}

async function askSsh(host: Host, name: string, world: RouteWorld): Promise<string | undefined> {
  try {
    return await world.runSsh(['-G', ...overrides(host, world), '--', name]);
  } catch (error) {
    throw new HostError(host.name, {
      kind: 'configuration',
      text: error instanceof Error ? error.message : String(error),
    });
  }
}

async function resolveJumps(host: Host, list: string | undefined, world: RouteWorld, depth: number): Promise<Route[]> {
  if (list === undefined) return [];
  if (depth > 4)
    throw new HostError(host.name, { kind: 'configuration', text: 'its jump hosts need jump hosts without end' });
  const routes: Route[] = [];
  for (const [index, word] of list.split(',').entries()) {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?\/?$/.exec(word.trim());
    if (match?.[2] === undefined)
      throw new HostError(host.name, { kind: 'configuration', text: `ProxyJump "${word}" cannot be read` });
    const jump: Host = {
      name: match[2].replace(/^\[|\]$/g, ''),
      source: 'ssh-config',
      ...(match[1] === undefined ? {} : { user: match[1] }),
      ...(match[3] === undefined ? {} : { port: Number(match[3]) }),
    };
    const route = await resolve(jump, world, depth + 1);
    // As ssh: only the first jump host is itself reached through others.
    routes.push(...(index === 0 ? route.jumps : []), { ...route, jumps: [] });
  }
  return routes;
}

/** No ssh on this machine (optional on Windows): what the settings say, and the customary places. */
function withoutSsh(host: Host, world: RouteWorld): Route {
  const home = join(homedir(), '.ssh');
  const agent = agentPath(undefined, world);
  return {
    hostName: host.hostName ?? host.name,
    port: host.port ?? 22,
    user: host.user ?? userInfo().username,
    identityFiles: [
      ...(host.identityFile === undefined ? [] : [expandHome(host.identityFile)]),
      ...['id_ed25519', 'id_ecdsa', 'id_rsa'].map((file) => join(home, file)),
    ],
    ...(agent === undefined ? {} : { agent }),
    identitiesOnly: false,
    userKnownHostsFiles: [join(home, 'known_hosts'), join(home, 'known_hosts2')],
    globalKnownHostsFiles: [],
    strictHostKeyChecking: 'ask',
    hashKnownHosts: false,
    jumps: [],
  };
}

function agentPath(configured: string | undefined, { environment, platform }: RouteWorld): string | undefined {
  if (configured !== undefined && configured !== 'SSH_AUTH_SOCK') {
    return configured.startsWith('$') ? environment[configured.replace(/[${}]/g, '')] : expandHome(configured);
  }
  // Windows sets no variable for its own agent.
  return environment['SSH_AUTH_SOCK'] ?? (platform === 'win32' ? windowsAgent : undefined);
}

function meant(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'none' ? undefined : value;
}

function paths(list: string | undefined): string[] {
  return (list ?? '')
    .split(' ')
    .filter((path) => path !== '' && path !== '/dev/null')
    .map(expandHome);
}

/** The pipe of the agent that comes with Windows. */
export const windowsAgent = String.raw`\\.\pipe\openssh-ssh-agent`;

export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
