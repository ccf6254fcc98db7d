import type { HostFailure } from './hostFailure';

/** How a command ended, as far as the other side says: a null code is a signal, whose name not every way hands on. */
export interface End {
  readonly code: number | null;
  /** As `SIGKILL`. */
  readonly signal?: string | undefined;
}

/**
 * Why a command ended before it said that it began; `said` is what came instead. Our command says so before it does
 * anything and is sent its input only then, so nothing was done there.
 */
export function whyNotBegun(said: string, { code, signal }: End): HostFailure {
  const text = said.trim();
  const by = code === null ? (signal ?? '') : signalOf(code);
  if (by !== undefined) return { kind: 'ended-by-signal', signal: by, text };
  return { kind: 'no-shell', text: text === '' ? `it ended with status ${code} and said nothing` : text };
}

/**
 * A shell between sshd and the command says with its status that a signal ended what it ran: 128 and the number. Only the
 * signals that end processes on their own account or by somebody's hand, numbered alike on every Linux that has auditd.
 */
function signalOf(code: number): string | undefined {
  return ending.get(code - 128);
}

const ending = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [14, 'SIGALRM'],
  [15, 'SIGTERM'],
  [24, 'SIGXCPU'],
  [25, 'SIGXFSZ'],
  [31, 'SIGSYS'],
]);
