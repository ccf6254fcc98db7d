import { setTimeout as pause } from 'node:timers/promises';
import { openOver, runOver, startFramed } from './channel';
import type { Entry, Start } from './channel';
import type { Route } from './host';
import { isHostError } from './hostFailure';
import type { RemoteShell } from './remoteShell';
import { rootShellOver } from './rootShell';
import type { Secrets } from './secrets';

export interface Transport {
  readonly hostName: string;
  readonly route: Route;
  /** Starts a command over the connection; its output may have the noise of rc files before it. */
  readonly start: Start;
  readonly closed: Promise<Error | undefined>;
  readonly end: () => void;
  readonly secrets: Secrets;
  /** Milliseconds in which a login must have begun its first command. */
  readonly loginTimeout?: number | undefined;
}

/** A RemoteShell over whatever starts commands on a host: framed, with root's rights on demand. */
export function shellOver({ hostName, route, start, closed, end, secrets, loginTimeout }: Transport): RemoteShell {
  const framed = startFramed(hostName, start);
  const entry: Entry = { begun: false, limit: loginTimeout ?? 30_000 };
  let root: RemoteShell | undefined;
  const shell: RemoteShell = {
    hostName,
    closed,
    run: (command, options = {}) => runOver(hostName, framed, command, options, entry),
    open: (command, options = {}) => openOver(hostName, framed, command, options, entry),
    asRoot: () => {
      root ??= becomeRoot();
      return Promise.resolve(root);
    },
    end,
  };
  return shell;

  /** Others may have root's rights, too: the command itself finds that out, since a question costs a round trip. */
  function becomeRoot(): RemoteShell {
    if (route.user === 'root') return shell;
    const login = `${route.user}@${route.hostName}:${route.port}`;
    return rootShellOver(shell, start, { hostName, login, user: route.user, secrets, entry });
  }
}

/** Milliseconds in which a server may free a session: it does so a little after the last command's end. */
const sessionPatience = 2_000;

export function whenSessionsAreFree(start: Start): Start {
  return async (command) => {
    const deadline = performance.now() + sessionPatience;
    for (;;) {
      try {
        return await start(command);
      } catch (error) {
        if (!isHostError(error, 'too-many-sessions') || performance.now() > deadline) throw error;
        await pause(50);
      }
    }
  };
}
