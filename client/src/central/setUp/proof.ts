import { isHostError } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { compact, quote } from '../../hosts/shellText';
import script from './proof.sh';
import { listenersOf } from '../diagnosis/sockets';

/** What was seen of a sender's test event in the central log. */
export interface Arrival {
  /** The name before the record; undefined: it came without one. */
  readonly node: string | undefined;
  /** Milliseconds from the asking for the event to the sight of it, connections included. */
  readonly after: number;
}

export type ServerProof =
  | { readonly kind: 'listens'; readonly pid: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'other'; readonly program: string };

/** Who listens on the port: a port that is open says nothing, as auditd is silent where another program has it. */
export async function proveListening(root: RemoteShell, port: number, signal?: AbortSignal): Promise<ServerProof> {
  const said = await run(root, ['listen', String(port)], signal);
  const listeners = listenersOf(said.out);
  const auditd = listeners.find(({ program }) => program === 'auditd');
  if (auditd !== undefined) return { kind: 'listens', pid: auditd.pid };
  const [other] = listeners;
  return other === undefined ? { kind: 'silent' } : { kind: 'other', program: other.program };
}

/** Whether the sender's own plugin is connected: other programs may have connections to that port, too. */
export async function proveConnected(root: RemoteShell, port: number, signal?: AbortSignal): Promise<boolean> {
  return (await run(root, ['connected', String(port)], signal)).out.includes('"audisp-remote"');
}

/** A text that is in no log yet; one word without a blank. */
export type Mark = string & { readonly mark: true };

export function newMark(sender: string, random: () => string): Mark {
  return `auditd-workbench-proof-${sender.replace(/[^A-Za-z0-9]/g, '_')}-${random()}` as Mark;
}

/** Has the sender's kernel record the mark. Resolves with the reason where it does not. */
export async function sendMark(root: RemoteShell, mark: Mark, signal?: AbortSignal): Promise<string | undefined> {
  const { code, err, out } = await run(root, ['mark', mark], signal);
  return code === 0 ? undefined : (err || out).trim() || `auditctl -m ended with status ${code}`;
}

export interface Watch {
  /** Of the central server. */
  readonly log: string;
  readonly marks: readonly Mark[];
  readonly seconds: number;
  readonly onLine: (mark: Mark, line: string) => void;
  readonly signal?: AbortSignal;
}

/** Looks at the central log until all marks were seen, or the time is over. Rejects with HostError. */
export async function watchMarks(root: RemoteShell, { log, marks, seconds, onLine, signal }: Watch): Promise<void> {
  const words = ['watch', String(seconds), log, ...marks];
  const options = signal === undefined ? {} : { signal };
  const process = await root.open(command(words), options);
  let rest = '';
  try {
    for await (const bytes of process.out) {
      const lines = (rest + Buffer.from(bytes).toString('latin1')).split('\n');
      rest = (lines.pop() ?? '').slice(0, 65_536);
      for (const line of lines) {
        const mark = marks.find((one) => line.includes(one));
        if (mark !== undefined) onLine(mark, line);
      }
    }
    await process.ended;
  } catch (error) {
    if (signal?.aborted !== true || !isHostError(error, 'cancelled', 'connection-lost')) throw error;
  }
}

/** The name that stands before a record: `node=web1 type=USER …`. */
export function nodeOf(line: string): string | undefined {
  const node = /^node=(\S+) /.exec(line)?.[1];
  return node === '(null)' ? undefined : node;
}

async function run(
  root: RemoteShell,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<{ code: number | null; out: string; err: string }> {
  const options = { timeout: 30_000, ...(signal === undefined ? {} : { signal }) };
  const { code, out, err } = await root.run(command(words), options);
  return { code, out: Buffer.from(out).toString(), err };
}

function command(words: readonly string[]): string {
  return `sh -c 'script=$1; shift; eval "$script"' proof ${[compact(script), ...words].map(quote).join(' ')}`;
}
