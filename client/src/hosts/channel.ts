import { randomBytes } from 'node:crypto';
import { Bounded } from './bounded';
import { HostError } from './hostFailure';
import type { HostFailure } from './hostFailure';
import { announced, inShell } from './leash';
import { whyNotBegun } from './notBegun';
import type { End } from './notBegun';
import { Patience } from './patience';
import type { CommandResult, OpenOptions, RemoteProcess, RunOptions } from './remoteShell';

/** A command that runs on a host, with its three streams. What a transport (ssh2) gives, and sudo wraps. */
export interface Channel {
  /** Standard output, in order; not pulling stops the remote writer. May be iterated once. */
  readonly out: AsyncIterable<Uint8Array>;
  /** Standard error, from its beginning; the last who listens gets what comes from then on. */
  onError(listener: (text: string) => void): void;
  write(bytes: Uint8Array | string): void;
  endInput(): void;
  /** Settles when the command has ended and its output was read; rejects with HostError when the connection went first. */
  readonly ended: Promise<End>;
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

/** What a command reads; its input is ended after it, unless more is to follow. */
export interface Input {
  readonly bytes: Uint8Array;
  readonly more: boolean;
}

/** Starts a command that reads `input`, or nothing; what it reads has been sent when it resolves. */
export type Begin = (command: string, input: Input | undefined, limit: Limit) => Promise<Channel>;

/** How long a command may take, and what is to end with it. */
export interface Limit {
  readonly patience: Patience;
  /** Told of a channel as soon as there is one: its login may never come to the command. */
  readonly holds: (channel: Channel) => void;
}

/** Milliseconds; a command that says nothing else is given up after this. */
export const defaultTimeout = 60_000;

/** Of a connection: whether a command has ever begun there, and milliseconds in which the first must. */
export interface Entry {
  begun: boolean;
  readonly limit: number;
}

/**
 * Starts commands so that only their own output is seen: what rc files print before is dropped, and a login that runs
 * no commands is told apart from a command that failed.
 */
export function startFramed(hostName: string, start: Start): Begin {
  return async (command, input, limit) => {
    const marker = newMarker();
    const channel = await start(inShell(announced(marker, command, input !== undefined)));
    limit.holds(channel);
    let said = '';
    channel.onError((text) => (said = (said + text).slice(-4096)));
    const missing = (text: string, end: End) => new HostError(hostName, whyNotBegun(`${text.trim()} ${said}`, end));
    const out = afterMarker(channel, marker, missing);
    // Nothing is sent before the command runs: an rc file must not eat it.
    await out.begun;
    send(channel, input);
    const complaints = new Complaints();
    complaints.add(said);
    channel.onError((text) => complaints.add(text));
    return { ...channel, out: out.rest, onError: (listener) => complaints.listen(listener) };
  };
}

/** Without input the channel's stays open: it is the leash. */
export function send(channel: Channel, input: Input | undefined): void {
  if (input === undefined) return;
  channel.write(input.bytes);
  if (!input.more) channel.endInput();
}

function inputOf({ stdin, converses = false }: OpenOptions): Input | undefined {
  return stdin === undefined ? undefined : { bytes: stdin, more: converses };
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
  missing: (text: string, end: End) => Error,
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
        throw missing(first.toString(), await channel.ended);
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
  begin: Begin,
  command: string,
  options: RunOptions,
  entry: Entry,
): Promise<CommandResult> {
  return limited(hostName, options, entry, async (limit, begun) => {
    const channel = await begin(command, inputOf(options), limit);
    begun();
    const out: Uint8Array[] = [];
    const err: string[] = [];
    channel.onError((text) => err.push(text));
    for await (const bytes of channel.out) out.push(bytes);
    const { code } = await channel.ended;
    return { code, out: Buffer.concat(out), err: err.join('') };
  });
}

/** Starts a command whose output is wanted as it comes; the time limit is for starting it. */
export async function openOver(
  hostName: string,
  begin: Begin,
  command: string,
  options: OpenOptions,
  entry: Entry,
): Promise<RemoteProcess> {
  const channel = await limited(hostName, options, entry, async (limit, begun) => {
    const started = await begin(command, inputOf(options), limit);
    begun();
    return started;
  });
  options.signal?.addEventListener('abort', () => channel.kill(), { once: true });
  // A command that runs for days must not fill the memory with complaints.
  const err = new Bounded();
  channel.onError((text) => err.add(text));
  const ended = channel.ended.then(({ code }) => ({ code, err: err.text }));
  // Who only reads the output learns of the end there; the reason may stay unread.
  ended.catch(() => undefined);
  return { out: channel.out, ended, write: (text) => channel.write(text), kill: () => channel.kill() };
}

/** Gives work up at its deadline or when the person cancels; `begun` tells a slow command from a slow login. */
async function limited<Result>(
  hostName: string,
  options: RunOptions,
  entry: Entry,
  work: (limit: Limit, begun: () => void) => Promise<Result>,
): Promise<Result> {
  const { signal, timeout = defaultTimeout } = options;
  if (signal?.aborted === true) throw new HostError(hostName, { kind: 'cancelled' });
  let held: Channel | undefined;
  let over = false;
  let refuse: ((error: HostError) => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => (refuse = reject));
  const giveUp = (failure: HostFailure): void => {
    over = true;
    held?.kill();
    refuse?.(new HostError(hostName, failure));
  };
  const onAbort = (): void => giveUp({ kind: 'cancelled' });
  signal?.addEventListener('abort', onAbort, { once: true });
  const wait = (kind: 'timeout' | 'slow-login', milliseconds: number): Patience =>
    new Patience(milliseconds, () => giveUp({ kind, what: 'a command', seconds: milliseconds / 1000 }));
  const toBegin = entry.begun ? timeout : Math.min(timeout, entry.limit);
  let patience = wait('slow-login', toBegin);
  const holds = (channel: Channel): void => {
    held = channel;
    if (over) channel.kill();
  };
  const result = work({ patience, holds }, () => {
    entry.begun = true;
    patience.end();
    if (!over) patience = wait('timeout', timeout);
  });
  // Whichever loses the race has nobody left to hear of its failure.
  result.catch(() => undefined);
  givenUp.catch(() => undefined);
  try {
    return await Promise.race([result, givenUp]);
  } finally {
    patience.end();
    signal?.removeEventListener('abort', onAbort);
  }
}
