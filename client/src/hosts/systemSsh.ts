import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from './host';
import { HostError, isHostError } from './hostFailure';
import { keepalive } from './keepalive';
import { Patience } from './patience';
import type { RemoteShell } from './remoteShell';
import type { Secrets } from './secrets';
import { shellOver, whenSessionsAreFree } from './shellOver';
import { startAskpass } from './systemSshAskpass';
import { startProcess } from './systemSshChannel';
import { whyNotConnected } from './systemSshWords';

export interface SystemSshWorld {
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One connection for all commands (ControlMaster), which ssh has on every system but Windows; else one for each. */
  readonly multiplex: boolean;
  /** Milliseconds. */
  readonly connectTimeout?: number;
  readonly keepaliveInterval?: number;
  readonly signal?: AbortSignal;
}

/**
 * The same host by the system's own ssh, for what ssh2 cannot do. Its configuration, keys and host key checks are ssh's;
 * what it asks for is asked here. Where it has no ControlMaster nobody is asked (BatchMode): each command would ask anew, so
 * a key with a passphrase must be in the agent. Rejects with HostError.
 */
export async function connectSystemSsh(hostName: string, route: Route, world: SystemSshWorld): Promise<RemoteShell> {
  if (world.signal?.aborted === true) throw new HostError(hostName, { kind: 'cancelled' });
  return world.multiplex ? overOneConnection(hostName, route, world) : overOneEach(hostName, route, world);
}

/** In seconds, as ssh counts. */
const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));

const unknownBefore87 = 'SessionType,StdinNull,ForkAfterAuthentication';

/** For an ssh that runs a command; one with -N does not take it. */
const runs = { IgnoreUnknown: unknownBefore87, SessionType: 'default' };

function baseArguments(route: Route, world: SystemSshWorld): string[] {
  const options = {
    IgnoreUnknown: unknownBefore87,
    BatchMode: 'yes',
    // What a configuration says for people at a terminal is not for us.
    RequestTTY: 'no',
    RemoteCommand: 'none',
    StdinNull: 'no',
    ForkAfterAuthentication: 'no',
    ClearAllForwardings: 'yes',
    EscapeChar: 'none',
    LogLevel: 'ERROR',
    // A configuration that takes any key does not do so here.
    StrictHostKeyChecking: route.strictHostKeyChecking,
    ConnectTimeout: String(seconds(world.connectTimeout ?? 20_000)),
    ServerAliveInterval: String(seconds(world.keepaliveInterval ?? keepalive.interval)),
    ServerAliveCountMax: String(keepalive.questions),
  };
  return ['-T', '-a', '-x', ...words(options)];
}

function words(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([keyword, value]) => ['-o', `${keyword}=${value}`]);
}

/** ssh with all its arguments; `before` are those of this use, the last word is the command. */
function destination(hostName: string, route: Route): readonly string[] {
  if (route.systemSsh === undefined)
    throw new HostError(hostName, { kind: 'needs-system-ssh', why: 'there is no ssh on this machine' });
  return route.systemSsh;
}

async function overOneConnection(hostName: string, route: Route, world: SystemSshWorld): Promise<RemoteShell> {
  const to = destination(hostName, route);
  // Short, since the path of a socket may have about 100 bytes; readable by its owner only.
  const folder = await mkdtemp(join(tmpdir(), 'aw-'));
  const socket = join(folder, 's');
  const base = baseArguments(route, world);
  let master: Master;
  try {
    // -N: it holds the connection and runs nothing there; LocalCommand tells when the login is through.
    const once = {
      BatchMode: 'no',
      // Hosts count failed logins.
      NumberOfPasswordPrompts: '1',
      ControlMaster: 'yes',
      ControlPath: socket,
      ControlPersist: 'no',
      PermitLocalCommand: 'yes',
      LocalCommand: 'echo in',
    };
    master = await startMaster(hostName, route, ['ssh', ...words(once), ...base, '-N', ...to], world, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  let asked = false;
  let lost: HostError | undefined;
  const closed = master.ended.then(async (said) => {
    await rm(folder, { recursive: true, force: true });
    lost = new HostError(hostName, { kind: 'connection-lost', text: asked ? 'it was ended' : said || 'ssh ended' });
    return asked ? undefined : lost;
  });
  // Where the connection is gone ssh would make another one for this command; a proxy that fails keeps it from that.
  const over = words({ ...runs, ControlMaster: 'no', ControlPath: socket, ProxyCommand: 'false' });
  const spawnFor = (command: string) => spawnSsh([...over, ...base, ...to, command], world);
  const fate = async (): Promise<HostError | undefined> => {
    // Both ends see a lost connection, the command's a little earlier.
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    return lost;
  };
  return shellOver({
    hostName,
    route,
    start: whenSessionsAreFree((command) => {
      if (lost !== undefined) return Promise.reject(lost);
      return startProcess({ hostName, route, spawnFor, ownConnection: false, fate }, command);
    }),
    closed,
    end: () => {
      asked = true;
      master.end();
    },
    secrets: world.secrets,
  });
}

async function overOneEach(hostName: string, route: Route, world: SystemSshWorld): Promise<RemoteShell> {
  const to = destination(hostName, route);
  const base = baseArguments(route, world);
  let over = false;
  let tellClosed: ((nothing: undefined) => void) | undefined;
  const closed = new Promise<undefined>((resolve) => (tellClosed = resolve));
  const gone = (): HostError => new HostError(hostName, { kind: 'connection-lost', text: 'it was ended' });
  const running = new Set<ChildProcessWithoutNullStreams>();
  const spawnFor = (command: string): ChildProcessWithoutNullStreams => {
    const child = spawnSsh([...words({ ...runs, ControlPath: 'none' }), ...base, ...to, command], world);
    running.add(child);
    child.on('close', () => running.delete(child));
    return child;
  };
  const shell = shellOver({
    hostName,
    route,
    start: (command) => {
      if (over) return Promise.reject(gone());
      return startProcess(
        { hostName, route, spawnFor, ownConnection: true, fate: () => Promise.resolve(over ? gone() : undefined) },
        command,
      );
    },
    closed,
    end: () => {
      over = true;
      for (const child of running) child.kill();
      tellClosed?.(undefined);
    },
    secrets: world.secrets,
  });
  // Whether the login works at all is known now, as with a connection.
  await shell.run('true', {
    timeout: world.connectTimeout ?? 20_000,
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  });
  return shell;
}

function spawnSsh(args: readonly string[], { environment }: SystemSshWorld): ChildProcessWithoutNullStreams {
  return spawn('ssh', args, { env: environment, windowsHide: true });
}

/** How long the last words of an ssh that has ended are waited for. */
const LAST_WORDS_MS = 1_000;

interface Master {
  /** With what ssh said at its end. */
  readonly ended: Promise<string>;
  end(): void;
}

/** Runs a program that must not outlive us: when our end of its standard input closes, however we ended, it is ended. */
const bound = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- &',
  'ssh=$!',
  '{ read -r _ <&3; kill "$ssh"; } >/dev/null 2>&1 &',
  'exec 3<&-',
  'wait "$ssh"',
  'code=$?',
  'kill $! 2>/dev/null',
  'exit "$code"',
].join('\n');

async function startMaster(
  hostName: string,
  route: Route,
  command: readonly string[],
  world: SystemSshWorld,
  folder: string,
): Promise<Master> {
  const limit = world.connectTimeout ?? 20_000;
  const address = `${route.hostName}:${route.port}`;
  let refuse: (error: HostError) => void = () => undefined;
  const patience = new Patience(limit + 1_000, () =>
    refuse(new HostError(hostName, { kind: 'timeout', what: `connecting to ${address}`, seconds: limit / 1000 })),
  );
  const askpass = await startAskpass(folder, hostName, route, world.secrets, patience);
  const child = spawn('sh', ['-c', bound, 'sh', ...command], { env: { ...world.environment, ...askpass.environment } });
  child.stdin.on('error', () => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8192)));
  const end = (): void => void child.stdin.end();
  const ended = new Promise<string>((resolve) => {
    // What it said last may still be in the pipe when it has ended; a jump host's own ssh may hold the pipe for longer.
    child.on('close', () => resolve(said));
    child.on('exit', () => setTimeout(() => resolve(said), LAST_WORDS_MS).unref());
    child.on('error', (error) => resolve(error.message));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      refuse = reject;
      world.signal?.addEventListener('abort', () => reject(new HostError(hostName, { kind: 'cancelled' })), {
        once: true,
      });
      child.stdout.once('data', () => resolve());
      void ended.then((text) => reject(whyNotConnected(hostName, route, text)));
    });
    return { ended, end };
  } catch (error) {
    end();
    if (isHostError(error, 'authentication')) await askpass.forget();
    throw error;
  } finally {
    patience.end();
    askpass.end();
  }
}
