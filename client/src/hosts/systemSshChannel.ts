import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Complaints, newMarker } from './channel';
import type { Channel } from './channel';
import type { Route } from './host';
import { HostError } from './hostFailure';
import { inShell } from './leash';
import { whyNotBegun } from './notBegun';
import { whyNotConnected } from './systemSshWords';

export interface SshProcesses {
  readonly hostName: string;
  readonly route: Route;
  readonly spawnFor: (command: string) => ChildProcessWithoutNullStreams;
  /** Each process makes its own connection. */
  readonly ownConnection: boolean;
  /** After ssh ended without a word of the command's end: the connection's end, or undefined where it still stands. */
  readonly fate: () => Promise<HostError | undefined>;
}

// ssh's own exit status and complaints look like the command's. So the command's beginning and end
// (with its status) are told on standard error, each with a marker; what is not between them is ssh's.
const tell = 'printf "[%s 0]" "$1" >&2; sh -c "$2"; code=$?; printf "[%s %s]" "$1" "$code" >&2; exit "$code"';

/** One ssh process for one command. Resolves when the command runs on the host. */
export async function startProcess(ssh: SshProcesses, command: string): Promise<Channel> {
  const marker = newMarker();
  const child = ssh.spawnFor(inShell([tell, 'sh', marker, command]));
  const complaints = new Complaints();
  const notes = new MarkedNotes(marker, (text) => complaints.add(text));
  let killed = false;
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => notes.add(text));
  const over = new Promise<Error | undefined>((resolve) => {
    child.on('error', resolve);
    child.on('close', () => resolve(undefined));
  });

  const begun = await Promise.race([notes.begun, over.then(() => undefined)]);
  if (begun === undefined) throw (await ssh.fate()) ?? whyNotStarted(ssh, notes.before, child);

  const ended = over.then(async () => {
    notes.end();
    if (notes.code !== undefined) return { code: notes.code };
    if (killed) return { code: null };
    const lost = await ssh.fate();
    if (lost !== undefined) throw lost;
    // With a connection of its own 255 is ssh's word for a lost one; else the command was killed there.
    if (child.exitCode === 255 && ssh.ownConnection)
      throw new HostError(ssh.hostName, { kind: 'connection-lost', text: notes.after || 'ssh ended' });
    return { code: null };
  });
  ended.catch(() => undefined);
  return {
    out: bytesOf(child),
    onError: (listener) => complaints.listen(listener),
    write: (bytes) => void child.stdin.write(bytes),
    endInput: () => child.stdin.end(),
    ended,
    kill: () => {
      if (killed || child.exitCode !== null) return;
      killed = true;
      child.kill();
    },
  };
}

function whyNotStarted(ssh: SshProcesses, said: string, child: ChildProcessWithoutNullStreams): HostError {
  if (/open refused by peer|open failed|session request failed/i.test(said))
    return new HostError(ssh.hostName, { kind: 'too-many-sessions' });
  const shown = (child.stdout.read() as Buffer | null)?.toString() ?? '';
  const text = `${shown} ${said}`.trim();
  if (child.exitCode === 255 && !ssh.ownConnection && said.trim() === '')
    return new HostError(ssh.hostName, {
      kind: 'ended-by-signal',
      signal: 'or by itself with 255, ssh does not tell',
      text,
    });
  if (child.exitCode === 255 || child.exitCode === null) return whyNotConnected(ssh.hostName, ssh.route, said);
  return new HostError(ssh.hostName, whyNotBegun(text, { code: child.exitCode }));
}

async function* bytesOf(child: ChildProcessWithoutNullStreams): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of child.stdout) yield bytes as Uint8Array;
  } catch (error) {
    // An end without the last word; `ended` tells what it was.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Standard error with the two notes taken out: `[MARKER 0]` at the command's beginning, `[MARKER status]` at its end. */
export class MarkedNotes {
  /** Settles when the command has begun on the host. */
  readonly begun: Promise<true>;
  /** What came before the command: of ssh, of the login's rc files. */
  before = '';
  /** The last of what came, for the reason of a lost connection. */
  after = '';
  code: number | undefined;
  readonly #note: RegExp;
  readonly #head: string;
  readonly #pass: (text: string) => void;
  #begin: ((yes: true) => void) | undefined;
  #running = false;
  #held = '';

  constructor(marker: string, pass: (text: string) => void) {
    this.#note = new RegExp(`\\[${marker} (\\d+)\\]`);
    this.#head = `[${marker} `;
    this.#pass = pass;
    this.begun = new Promise((resolve) => (this.#begin = resolve));
  }

  add(text: string): void {
    this.#held += text;
    for (let note = this.#note.exec(this.#held); note !== null; note = this.#note.exec(this.#held)) {
      this.#take(this.#held.slice(0, note.index));
      this.#held = this.#held.slice(note.index + note[0].length);
      if (this.#running) this.code = Number(note[1]);
      else this.#begin?.(true);
      this.#running = true;
    }
    const kept = this.#beginningOfNote();
    this.#take(this.#held.slice(0, kept));
    this.#held = this.#held.slice(kept);
  }

  /** Nothing more comes: what was held back as a possible note was none. */
  end(): void {
    this.#take(this.#held);
    this.#held = '';
  }

  #take(text: string): void {
    if (text === '') return;
    if (!this.#running) this.before = (this.before + text).slice(-8192);
    else {
      this.after = (this.after + text).slice(-1024);
      this.#pass(text);
    }
  }

  #beginningOfNote(): number {
    const whole = this.#held.indexOf(this.#head);
    if (whole >= 0) return whole;
    for (let length = Math.min(this.#head.length - 1, this.#held.length); length > 0; length--) {
      if (this.#held.endsWith(this.#head.slice(0, length))) return this.#held.length - length;
    }
    return this.#held.length;
  }
}
