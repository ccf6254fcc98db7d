/**
 * How everything that works on a host reaches it: commands with bytes in and bytes out. ssh2 stands behind it, the
 * system's `ssh` can, and tests use the real ones. Nothing here knows about audit.
 */
export interface RemoteShell {
  /** As the person knows it: the name in the hosts list. */
  readonly hostName: string;
  /** Runs to its end. Rejects with HostError when the connection goes first: then the outcome is unknown. */
  run(command: string, options?: RunOptions): Promise<CommandResult>;
  /** Starts a command whose output is wanted as it comes. */
  open(command: string, options?: OpenOptions): Promise<RemoteProcess>;
  /** The same host with root's rights: itself after a root login, else through sudo. */
  asRoot(): Promise<RemoteShell>;
  /** Settles once, when the connection has ended, with the reason if it was not asked for. */
  readonly closed: Promise<Error | undefined>;
  end(): void;
}

export interface RunOptions {
  /** Sent on standard input, which is ended after it. */
  readonly stdin?: Uint8Array;
  /** Milliseconds; the command is given up with HostError of kind 'timeout'. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface OpenOptions extends RunOptions {
  /** Standard input stays open after what is sent at first: `write` sends more. */
  readonly converses?: boolean;
}

export interface CommandResult {
  /** null: killed by a signal. */
  readonly code: number | null;
  readonly out: Uint8Array;
  readonly err: string;
}

export interface RemoteProcess {
  /** Bytes of standard output, in order. Not pulling stops the remote writer (back-pressure). */
  readonly out: AsyncIterable<Uint8Array>;
  /** Settles when the command has ended and all output was handed over. */
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
  /** Sends more to a command that was opened to converse. */
  write(text: string): void;
  kill(): void;
}
