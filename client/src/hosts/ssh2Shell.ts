import ssh2 from 'ssh2';
import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Authentication } from './authentication';
import type { Attempt } from './authentication';
import type { Channel } from './channel';
import type { Route } from './host';
import { HostError } from './hostFailure';
import type { HostFailure } from './hostFailure';
import { UnknownHostKey } from './hostKeys';
import type { HostKeys } from './hostKeys';
import { keepalive } from './keepalive';
import { Patience } from './patience';
import type { RemoteShell } from './remoteShell';
import type { Secrets } from './secrets';
import { channelOf } from './ssh2Channel';
import { describeSsh2Error } from './ssh2Failure';
import { shellOver, whenSessionsAreFree } from './shellOver';
import { writesTogether } from './writesTogether';

/**
 * The only file that imports ssh2. What it guards against was measured (a verifier's return value is its verdict, Nagle,
 * execs that never call back): each guard carries its reason.
 */
export interface Ssh2World {
  readonly hostKeys: HostKeys;
  readonly secrets: Secrets;
  /** Milliseconds without an answer, dialogues not counted. */
  readonly connectTimeout?: number;
  readonly keepaliveInterval?: number;
  /** Milliseconds in which a login must have begun its first command. */
  readonly loginTimeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Connects through all jump hosts. Rejects with HostError. An unknown key ends the attempt; the person is asked at
 * leisure, with no connection waiting, and then it begins again.
 */
export async function connectSsh2(hostName: string, route: Route, world: Ssh2World): Promise<RemoteShell> {
  for (;;) {
    try {
      return await connectChain(hostName, route, world);
    } catch (error) {
      if (!(error instanceof UnknownHostKey)) throw error;
      await world.hostKeys.decide(error);
    }
  }
}

async function connectChain(hostName: string, route: Route, world: Ssh2World): Promise<RemoteShell> {
  const opened: Client[] = [];
  const endAll = (): void => opened.toReversed().forEach((client) => client.end());
  try {
    let through: Duplex | undefined;
    for (const [index, hop] of route.jumps.entries()) {
      const client = await connectOnce(`${hostName} (by way of ${hop.hostName})`, hop, through, world);
      opened.push(client);
      through = await forward(hostName, client, hop, route.jumps[index + 1] ?? route);
    }
    const client = await connectOnce(hostName, route, through, world);
    opened.push(client);
    return shellOf(hostName, route, client, world, endAll);
  } catch (error) {
    endAll();
    throw error;
  }
}

async function connectOnce(
  hostName: string,
  route: Route,
  through: Duplex | undefined,
  world: Ssh2World,
): Promise<Client> {
  const address = `${route.hostName}:${route.port}`;
  const check = await world.hostKeys.check(hostName, route);
  if (world.signal?.aborted === true) throw new HostError(hostName, { kind: 'cancelled' });
  const authentication = new Authentication(hostName, route, {
    secrets: world.secrets,
    readsKey: (pem, passphrase) => {
      const key = ssh2.utils.parseKey(pem, passphrase);
      return key instanceof Error ? key : undefined;
    },
  });
  const limit = world.connectTimeout ?? 20_000;

  return new Promise<Client>((resolve, reject) => {
    const client = new ssh2.Client();
    let verdict: HostError | undefined;
    let ready = false;
    let shaken = false;
    let banner = '';
    const patience = new Patience(limit, () =>
      fail(new HostError(hostName, { kind: 'timeout', what: `connecting to ${address}`, seconds: limit / 1000 })),
    );
    const onAbort = (): void => fail(new HostError(hostName, { kind: 'cancelled' }));
    const fail = (error: Error): void => {
      patience.end();
      world.signal?.removeEventListener('abort', onAbort);
      if (ready) return;
      reject(error);
      client.destroy();
    };
    world.signal?.addEventListener('abort', onAbort, { once: true });

    client
      // ssh2 writes small packets one by one; with Nagle's algorithm each waits for an acknowledgement.
      .on('connect', () => void client.setNoDelay(true))
      .on('handshake', () => (shaken = true))
      // Also how a server says why it ends a login.
      .on('banner', (text) => (banner = text.slice(-500)))
      .on('ready', () => {
        ready = true;
        patience.end();
        world.signal?.removeEventListener('abort', onAbort);
        resolve(client);
      })
      // Stays for the whole life of the client: an 'error' without a listener ends the extension host.
      .on('error', (error: Error & { level?: string }) => {
        // A broken agent is only one way less.
        if (error.level === 'agent') return;
        fail(verdict ?? describeSsh2Error(hostName, route, address, error, authentication));
      })
      .on('close', () => {
        const why: HostFailure = shaken
          ? { kind: 'login-ended', user: route.user, text: banner }
          : { kind: 'handshake', address, text: 'the host closed the connection' };
        fail(verdict ?? new HostError(hostName, why));
      });

    // Too few answers would be a broken protocol, empty ones a failed login: who does not answer ends it here.
    const giveUp = (): void => {
      const { tried, offered } = authentication;
      fail(new HostError(hostName, { kind: 'authentication', user: route.user, tried, offered }));
    };
    const authHandler: AuthHandlerMiddleware = (left, partial, next) => {
      const refuse = next as unknown as (nothing: false) => void;
      patience.whileAsking(authentication.next(left as readonly string[] | null, partial ?? false)).then(
        (attempt) => (attempt === undefined ? refuse(false) : next(asMethod(route.user, attempt, patience, giveUp))),
        (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))),
      );
    };
    const config: ConnectConfig = {
      username: route.user,
      // Its clock would run during dialogues; `patience` is ours.
      readyTimeout: 0,
      keepaliveInterval: world.keepaliveInterval ?? keepalive.interval,
      keepaliveCountMax: keepalive.questions,
      algorithms: { serverHostKey: hostKeyAlgorithms(check.preferred) },
      // A block body: whatever this returned would be the verdict at once, and a promise is truthy.
      hostVerifier: (key: Buffer, verify: (accepted: boolean) => void): void => {
        verdict = check.judge(key);
        verify(verdict === undefined);
      },
      authHandler,
    };
    let sock: Duplex | undefined;
    try {
      sock = writesTogether(through ?? socketTo(route));
      client.connect({ ...config, sock });
    } catch (error) {
      // ssh2 has not taken it: nobody would hear of its end.
      sock?.destroy();
      fail(describeSsh2Error(hostName, route, address, error as Error, authentication));
    }
  });
}

function socketTo({ hostName, port }: Route): Socket {
  const socket = new Socket();
  socket.setMaxListeners(0);
  return socket.connect({ host: hostName, port });
}

function asMethod(username: string, attempt: Attempt, patience: Patience, giveUp: () => void): AnyAuthMethod {
  switch (attempt.kind) {
    case 'none':
      return { type: 'none', username };
    case 'agent':
      return { type: 'agent', username, agent: agentOf(attempt) };
    case 'key':
      return {
        type: 'publickey',
        username,
        key: attempt.pem,
        ...(attempt.passphrase === undefined ? {} : { passphrase: attempt.passphrase }),
      };
    case 'password':
      return { type: 'password', username, password: attempt.password };
    case 'keyboard-interactive':
      return {
        type: 'keyboard-interactive',
        username,
        prompt: (name, instructions, _language, prompts, finish) => {
          const asked = prompts.map(({ prompt, echo }) => ({ text: prompt, echo: echo ?? false }));
          patience
            .whileAsking(attempt.answer({ name, instructions, prompts: asked }))
            .then((answers) => (answers === undefined ? giveUp() : finish(answers)), giveUp);
        },
      };
  }
}

function agentOf({ path, onlyKeysOf }: Extract<Attempt, { kind: 'agent' }>): ssh2.BaseAgent | string {
  if (onlyKeysOf === undefined) return path;
  const agent = ssh2.createAgent(path);
  const all = agent.getIdentities.bind(agent);
  agent.getIdentities = (callback): void => {
    all((error, keys) => {
      if (error || keys === undefined) return callback(error, keys);
      const wanted = keys.filter((key) => {
        const parsed = ssh2.utils.parseKey(key as unknown as Buffer);
        return !(parsed instanceof Error) && onlyKeysOf.includes(parsed.getPublicSSH().toString('base64'));
      });
      callback(undefined, wanted);
    });
  };
  return agent;
}

const allHostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

function hostKeyAlgorithms(preferred: readonly string[]): ServerHostKeyAlgorithm[] {
  const first = allHostKeyAlgorithms.filter((name) => preferred.includes(name));
  return [...first, ...allHostKeyAlgorithms.filter((name) => !first.includes(name))];
}

function forward(hostName: string, client: Client, jump: Route, to: Route): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, to.hostName, to.port, (error, stream) => {
      const address = `${to.hostName}:${to.port}`;
      if (error === undefined) resolve(stream);
      else
        reject(new HostError(hostName, { kind: 'not-forwarded', jump: jump.hostName, address, text: error.message }));
    });
  });
}

function shellOf(hostName: string, route: Route, client: Client, world: Ssh2World, endAll: () => void): RemoteShell {
  const { secrets, loginTimeout } = world;
  let asked = false;
  let begun = false;
  let last: Error | undefined;
  const ended: HostFailure = { kind: 'login-ended', user: route.user, text: 'when the first command was to begin' };
  client.on('error', (error) => (last = error));
  const closed = new Promise<Error | undefined>((resolve) => {
    client.on('close', () =>
      resolve(
        asked
          ? undefined
          : new HostError(hostName, { kind: 'connection-lost', text: last?.message ?? 'closed by the host' }),
      ),
    );
  });
  return shellOver({
    hostName,
    route,
    start: whenSessionsAreFree(async (command) => {
      const lost = (): HostError => {
        const text = last?.message ?? 'it ended';
        // A network may also end it just then; that no command ever began is the likelier reason, and as true.
        return new HostError(hostName, begun ? { kind: 'connection-lost', text } : ended);
      };
      const channel = await tryChannel(hostName, client, command, lost);
      begun = true;
      return channel;
    }),
    closed,
    end: () => {
      asked = true;
      endAll();
    },
    secrets,
    loginTimeout,
  });
}

function tryChannel(hostName: string, client: Client, command: string, lost: () => HostError): Promise<Channel> {
  return new Promise((resolve, reject) => {
    // exec never calls back when the connection goes before the answer.
    const onClose = (): void => reject(lost());
    client.once('close', onClose);
    try {
      client.exec(command, (error, stream) => {
        client.off('close', onClose);
        if (error === undefined) resolve(channelOf(stream, lost));
        else if ('reason' in error) reject(new HostError(hostName, { kind: 'too-many-sessions' }));
        else reject(lost());
      });
    } catch {
      // It throws instead of calling back when the socket is gone already.
      reject(lost());
    }
  });
}
