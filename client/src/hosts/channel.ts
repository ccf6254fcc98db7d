import { randomBytes } from 'node:crypto';
import { HostError } from './hostFailure';
import type { CommandResult, RemoteProcess, RunOptions } from './remoteShell';
import { quote } from './shellText';

/** A command that runs on a host, with its three streams. What a transport (ssh2) gives, and sudo wraps. */
export interface Channel {
  /** Standard output, in order; not pulling stops the remote writer. May be iterated once. */
  readonly out: AsyncIterable<Uint8Array>;
  /** Standard error, from its beginning; the last who listens gets what comes from then on. */
  onError(listener: (text: string) => void): void;
  write(bytes: Uint8Array | string): void;
  endInput(): void;
  /** Settles when the command has ended and its output was read; rejects with HostError when the connection went first. */
  readonly ended: Promise<{ readonly code: number | null }>;
  kill(): void;
}

/** Standard error comes by itself and early: it waits here for the first who listens. */
export class Complaints {
  #waiting = '';
  #listener: ((text: string) => void) | undefined;

  add(text: string): void {
    if (this.#listener === undefined) this.#waiting = (this.#waiting + text).slice(-65_536);
    else this.#listener(text);
  }

  listen(listener: (text: string) => void): void {
    this.#listener = listener;
    if (this.#waiting !== '') listener(this.#waiting);
    this.#waiting = '';
  }
}

export type Start = (command: string) => Promise<Channel>;

/** Milliseconds; a command that says nothing else is given up after this. */
export const defaultTimeout = 60_000;

/**
 * Starts commands so that only their own output is seen: what rc files print before is dropped, and a login that runs
 * no commands is told apart from a command that failed.
 */
export function startFramed(hostName: string, start: Start): Start {
  return async (command) => {
    const marker = newMarker();
    const channel = await start(`exec sh -c ${quote(`printf %s "$1"; eval "$2"`)} sh ${marker} ${quote(command)}`);
    const out = afterMarker(channel, marker, (text) => new HostError(hostName, { kind: 'no-shell', text }));
    // Nothing is sent before the command runs: an rc file must not eat it.
    await out.begun;
    return { ...channel, out: out.rest };
  };
}

export function newMarker(): string {
  return randomBytes(12).toString('hex');
}

/**
 * Reads a channel's output up to a marker. `begun` settles when it came, or rejects with what `missing` makes of the
 * output that came instead; `rest` is what follows.
 */
export function afterMarker(
  channel: Channel,
  marker: string,
  missing: (text: string) => Error,
): { readonly begun: Promise<void>; readonly rest: AsyncIterable<Uint8Array> } {
  const source = channel.out[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  const begin = async (): Promise<void> => {
    for (;;) {
      const at = first.indexOf(marker);
      if (at >= 0) {
        first = first.subarray(at + marker.length);
        return;
      }
      const { done, value } = await source.next();
      if (done === true) {
        await channel.ended;
        throw missing(first.toString());
      }
      // Noise before the marker is thrown away, all but what could be its beginning.
      first = Buffer.concat([first.subarray(-4096), value]);
    }
  };
  return { begun: begin(), rest: following() };

  async function* following(): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      for (;;) {
        const { done, value } = await source.next();
        if (done === true) return;
        yield value;
      }
    } finally {
      await source.return?.();
    }
  }
}

/** Runs a command to its end, within its time. */
export async function runOver(
  hostName: string,
  start: Start,
  command: string,
  options: RunOptions,
): Promise<CommandResult> {
  return limited(hostName, options, async (onGiveUp) => {
    const channel = await start(command);
    onGiveUp(() => channel.kill());
    const out: Uint8Array[] = [];
    const err: string[] = [];
    channel.onError((text) => err.push(text));
    if (options.stdin !== undefined) channel.write(options.stdin);
    channel.endInput();
    for await (const bytes of channel.out) out.push(bytes);
    const { code } = await channel.ended;
    return { code, out: Buffer.concat(out), err: err.join('') };
  });
}

/** Starts a command whose output is wanted as it comes; the time limit is for starting it. */
export async function openOver(
  hostName: string,
  start: Start,
  command: string,
  options: RunOptions,
): Promise<RemoteProcess> {
  const channel = await limited(hostName, options, async (onGiveUp) => {
    const started = await start(command);
    onGiveUp(() => started.kill());
    return started;
  });
  options.signal?.addEventListener('abort', () => channel.kill(), { once: true });
  const err: string[] = [];
  // A command that runs for days must not fill the memory with complaints.
  channel.onError((text) => {
    err.push(text);
    if (err.length > 100) err.splice(0, 50);
  });
  if (options.stdin !== undefined) channel.write(options.stdin);
  channel.endInput();
  const ended = channel.ended.then(({ code }) => ({ code, err: err.join('') }));
  // Who only reads the output learns of the end there; the reason may stay unread.
  ended.catch(() => undefined);
  return { out: channel.out, ended, kill: () => channel.kill() };
}

/** Gives work up at its deadline or when the person cancels; `onGiveUp` says how to stop what was begun. */
async function limited<Result>(
  hostName: string,
  options: RunOptions,
  work: (onGiveUp: (stop: () => void) => void) => Promise<Result>,
): Promise<Result> {
  const { signal, timeout = defaultTimeout } = options;
  if (signal?.aborted === true) throw new HostError(hostName, { kind: 'cancelled' });
  let stop: (() => void) | undefined;
  let gone = false;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = (error: HostError): void => {
      gone = true;
      stop?.();
      reject(error);
    };
    onAbort = () => giveUp(new HostError(hostName, { kind: 'cancelled' }));
    signal?.addEventListener('abort', onAbort, { once: true });
    timer = setTimeout(
      () => giveUp(new HostError(hostName, { kind: 'timeout', what: 'a command', seconds: timeout / 1000 })),
      timeout,
    );
  });
  const result = work((how) => {
    if (gone) how();
    stop = how;
  });
  // Whichever loses the race has nobody left to hear of its failure.
  result.catch(() => undefined);
  givenUp.catch(() => undefined);
  try {
    return await Promise.race([result, givenUp]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
