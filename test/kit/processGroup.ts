import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { exitOnSignals } from './scratch';

const STOP_LIMIT_MS = 5_000;

export interface ProcessGroup {
  readonly head: ChildProcess;
  /** Asks all of the group to end, and after five seconds makes them. */
  end(): Promise<void>;
}

/**
 * Starts a program as the head of a process group of its own, which does not outlive this process: what a server
 * starts (extension host, language server) ends with it.
 */
export function startGroup(program: string, args: readonly string[], options: SpawnOptions = {}): ProcessGroup {
  exitOnSignals();
  const head = spawn(program, args, { ...options, detached: true });
  const kill = () => signalGroup(head, 'SIGKILL');
  process.on('exit', kill);
  const end = async () => {
    if (!hasEnded(head)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => signalGroup(head, 'SIGKILL'), STOP_LIMIT_MS);
        head.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        signalGroup(head, 'SIGTERM');
      });
    }
    // Whoever of the group outlived its head.
    signalGroup(head, 'SIGKILL');
    process.off('exit', kill);
  };
  return { head, end };
}

export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone.
  }
}
