import path from 'node:path';
import type { PersonKeys } from './clientFiles';
import { access } from 'node:fs/promises';
import { end, mustRun, processName, startBound, until } from './processes';

export interface Agent {
  /** For SSH_AUTH_SOCK, and ssh2's `agent`. */
  readonly socket: string;
  stop(): Promise<void>;
}

/** An ssh-agent of its own that holds the person's plain key; it ends with this process at the latest. */
export async function startAgent(folder: string, keys: PersonKeys): Promise<Agent> {
  const socket = path.join(folder, 'agent');
  const child = startBound('ssh-agent', ['-D', '-a', socket]);
  const name = child.pid === undefined ? undefined : processName(child.pid);
  if (!name) throw new Error('ssh-agent did not start');
  child.unref();
  await until(
    () =>
      access(socket).then(
        () => true,
        () => false,
      ),
    'ssh-agent',
  );
  await mustRun('ssh-add', ['-q', keys.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return { socket, stop: () => end(name) };
}
