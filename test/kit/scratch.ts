import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INTERRUPTED = 130;

export interface Scratch {
  readonly path: string;
  remove(): void;
}

/** A temporary folder. It goes with `remove`, else with the process, also when that is ended by a signal. */
export function scratch(prefix = 'auditd-workbench-'): Scratch {
  exitOnSignals();
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', remove);
  return { path, remove };
}

/** Node runs its 'exit' listeners only when it exits by itself, so a signal that nobody else handles becomes an exit. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(INTERRUPTED));
  }
}
