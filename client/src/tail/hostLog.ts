import { isHostError } from '../hosts/hostFailure';
import { compact, quote } from '../hosts/shellText';
import type { RemoteProcess, RemoteShell } from '../hosts/remoteShell';
import beforeScript from './before.sh';
import followScript from './follow.sh';
import { BrokenFrames, Following, type Beginning, type Happening } from './following';
import { Hearing } from './hearing';
import { askAccounts } from './hostAccounts';
import { askHostRules } from './hostRulesFiles';
import { pageBytes, type LogPast, type PastPage } from './past';
import { findLog, type LogOnHost } from './logOnHost';
import type { Clock, Interruption, LogSource } from './source';

/** The host says something every five seconds; after this long without a word it is taken for gone. Milliseconds. */
const silence = 20_000;

/** The follower on the host has ended by itself: a file could not be opened at that moment, or somebody ended it. */
export class FollowerEnded extends Error {
  override readonly name = 'FollowerEnded';
}

export class HostSilent extends Error {
  override readonly name = 'HostSilent';
}

/** So long lines wait for what the host says of its users and rules; later it is there when it comes. Milliseconds. */
const waitForHost = 1500;

export interface HostLogParts {
  readonly hostName: string;
  /** Another file than the log of its auditd. */
  readonly path?: string;
  /** Connects, with all questions asked; called again after each lost connection. Others may use the same one. */
  readonly connect: (signal: AbortSignal) => Promise<RemoteShell>;
  /** The connection is mute: nobody can use it any more. */
  readonly disconnect: () => void;
  readonly clock: Clock;
}

/** The log of a host's auditd, read through follow.sh. */
export class HostLog implements LogSource, LogPast {
  readonly title: string;
  readonly host: string;
  readonly past = this;
  readonly isCut = true;
  readonly #parts: HostLogParts;
  readonly #beginning: Beginning;
  #following: Following;
  #connection: RemoteShell | undefined;
  #log: LogOnHost | undefined;
  #path: string | undefined;
  /** Asked on the first connection. */
  #askedAccounts = false;
  /** Asked on each connection: they may have been changed meanwhile. */
  #askedRules: LogOnHost | undefined;
  /** What the host said of itself and nobody was told yet. */
  readonly #said: Happening[] = [];

  constructor(parts: HostLogParts, beginning: Beginning) {
    this.title = parts.path === undefined ? parts.hostName : `${parts.hostName}:${parts.path}`;
    this.host = parts.hostName;
    this.#parts = parts;
    this.#beginning = beginning;
    this.#following = new Following(beginning);
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    // What waits on a signal hangs on it until it is let go: an attempt has one of its own, since there may be many.
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      yield* this.#follow(attempt.signal);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    const log = await this.#find(signal);
    await Promise.race([this.#askHost(log, signal), this.#parts.clock.sleep(waitForHost, signal)]);
    const process = await log.shell.open(this.#command(log.path), { signal });
    const following = this.#following;
    following.restart();
    // Nobody may be waiting for it when the attempt is given up.
    process.ended.catch(() => undefined);
    const out = process.out[Symbol.asyncIterator]();
    const hearing = new Hearing(this.#parts.clock, silence, signal);
    try {
      for (;;) {
        const next = await hearing.of(out.next());
        if (next === 'stopped') throw new FollowerEnded('stopped');
        if (next === 'late') throw this.#silent();
        if (next.done === true) break;
        for (const happening of following.feed(next.value)) {
          yield happening;
          yield* this.#said.splice(0);
        }
      }
    } finally {
      process.kill();
    }
    throw new FollowerEnded(await lastWords(process, log.shell.hostName));
  }

  async before(beginning: string, signal: AbortSignal): Promise<PastPage> {
    const log = await this.#find(signal);
    const words = ['sh', '-c', compact(beforeScript), 'before', log.path, beginning, String(pageBytes)];
    const { code, out, err } = await log.shell.run(words.map(quote).join(' '), { signal, timeout: 60_000 });
    const end = out.indexOf(10);
    const said = new TextDecoder().decode(out.subarray(0, Math.max(0, end)));
    if (said === 'gone') return { found: false };
    if (said !== 'more' && said !== 'first') {
      throw new Error(`the log could not be read again (status ${String(code)}): ${err.trim().slice(0, 200)}`);
    }
    const bytes = out.subarray(end + 1);
    return { found: true, bytes, insideLine: bytes.length === pageBytes, more: said === 'more' };
  }

  judge(error: unknown): Interruption {
    // 'It is not known how the command ended' would be no news: what is followed goes on from where it was.
    if (isHostError(error, 'connection-lost')) return { mayRetry: true, reason: error.failure.text };
    const interrupted = error instanceof FollowerEnded || error instanceof BrokenFrames || error instanceof HostSilent;
    const mayRetry =
      interrupted ||
      isHostError(error, 'unreachable', 'handshake', 'turned-away', 'timeout', 'slow-login', 'too-many-sessions') ||
      isHostError(error, 'ended-by-signal');
    return { mayRetry, reason: error instanceof Error ? error.message : String(error) };
  }

  dispose(): void {
    this.#forget();
  }

  async #find(signal: AbortSignal): Promise<LogOnHost> {
    if (this.#log !== undefined) return this.#log;
    const connection = await this.#parts.connect(signal);
    this.#connection = connection;
    void connection.closed.then(() => {
      if (this.#connection === connection) this.#forget();
    });
    const log = await findLog(connection, signal, this.#parts.path);
    // auditd was told to write elsewhere: offsets in the old file mean nothing there.
    if (this.#path !== undefined && this.#path !== log.path) this.#following = new Following(this.#beginning);
    this.#path = log.path;
    this.#log = log;
    return log;
  }

  /** One after the other: a host may allow few sessions. */
  async #askHost(log: LogOnHost, signal: AbortSignal): Promise<void> {
    if (this.#askedRules !== log) {
      this.#askedRules = log;
      const read = await askHostRules(log.shell, signal);
      if (read !== undefined) this.#said.push({ kind: 'rules', read });
      else if (this.#askedRules === log) this.#askedRules = undefined;
    }
    if (this.#askedAccounts) return;
    this.#askedAccounts = true;
    const accounts = await askAccounts(log.shell, signal);
    if (accounts !== undefined) this.#said.push({ kind: 'accounts', accounts });
    else this.#askedAccounts = false;
  }

  #forget(): void {
    this.#connection = undefined;
    this.#log = undefined;
  }

  /** exec: no login shell stays between sshd and the follower. */
  #command(path: string): string {
    const words = ['sh', '-c', compact(followScript), 'follow', path, ...this.#following.arguments()];
    return `exec ${words.map(quote).join(' ')}`;
  }

  /** Nobody can use a connection that is mute. */
  #silent(): HostSilent {
    this.#forget();
    this.#parts.disconnect();
    return new HostSilent(`${this.title}: not a word for ${silence / 1000} s, so the connection is taken for dead.`);
  }
}

async function lastWords(process: RemoteProcess, host: string): Promise<string> {
  const { code, err } = await process.ended;
  const said = err.trim().split('\n').at(-1) ?? '';
  return `${host}: following ended there (${code === null ? 'by a signal' : `status ${code}`}${said === '' ? '' : `: ${said.slice(0, 200)}`}).`;
}
