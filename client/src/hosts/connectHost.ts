import type { Route } from './host';
import { HostError, isHostError } from './hostFailure';
import type { RemoteShell } from './remoteShell';
import { whenLetIn } from './turnedAway';

export interface TransportWorld {
  readonly ssh2: (hostName: string, route: Route, signal: AbortSignal | undefined) => Promise<RemoteShell>;
  readonly systemSsh: (hostName: string, route: Route, signal: AbortSignal | undefined) => Promise<RemoteShell>;
  /** Told before each try by the system's ssh, with why; undefined: ssh2 does it. */
  readonly chosen: (hostName: string, why: string | undefined) => void;
  /** Told of what takes time without a question to the person. */
  readonly note: (hostName: string, text: string) => void;
  /** Milliseconds before the second try where a server turns logins away; each next pause is twice as long. */
  readonly pauseAtFirst?: number;
}

/**
 * Connects by ssh2, or by the system's ssh where ssh2 cannot: what is known beforehand goes there at once, what shows at
 * the handshake or the login goes there then. Rejects with HostError.
 */
export async function connectHost(
  hostName: string,
  route: Route,
  signal: AbortSignal | undefined,
  world: TransportWorld,
): Promise<RemoteShell> {
  const letIn = (connect: () => Promise<RemoteShell>): Promise<RemoteShell> =>
    whenLetIn(connect, signal, (text) => world.note(hostName, text), world.pauseAtFirst);
  const bySystem = (why: string): Promise<RemoteShell> => {
    if (route.systemSsh === undefined)
      return Promise.reject(new HostError(hostName, { kind: 'needs-system-ssh', why }));
    world.chosen(hostName, why);
    return letIn(() => world.systemSsh(hostName, route, signal));
  };
  const { surely, maybe } = route.beyondSsh2 ?? {};
  if (surely !== undefined) return bySystem(surely);
  try {
    const shell = await letIn(() => world.ssh2(hostName, route, signal));
    world.chosen(hostName, undefined);
    return shell;
  } catch (error) {
    if (isHostError(error, 'needs-system-ssh')) return bySystem(error.failure.why);
    if (!isHostError(error, 'authentication') || maybe === undefined || route.systemSsh === undefined) throw error;
    // The first refusal has the better words, if this does not help.
    return bySystem(maybe).catch((second: unknown) => {
      throw isHostError(second, 'authentication') ? error : second;
    });
  }
}
