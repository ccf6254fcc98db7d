import { userInfo } from 'node:os';
import type { DeployParts, Purpose } from './deployParts';
import { generationOf } from './generations';
import { entryOfUnbegun, historyEntry } from './history';
import type { HistoryEntry } from './history';
import type { Outcome } from './outcome';
import type { Plan } from './planModel';

interface Run {
  /** ISO time. */
  readonly begun: string;
  readonly purpose: Purpose;
}

interface Unbegun {
  readonly host: string;
  /** The kind of failure; default: the person said no. */
  readonly reason?: string;
}

interface Books {
  readonly history: DeployParts['history'];
  readonly log: Pick<DeployParts['log'], 'info' | 'warn'>;
}

/** Keeps what a deploy replaced, for Roll Back. What cannot be kept is said: the deploy itself went as it went. */
export async function keepReplaced(
  { generations, log }: Pick<DeployParts, 'generations'> & Pick<Books, 'log'>,
  planned: Plan,
  at: string,
): Promise<string> {
  try {
    await generations.add(generationOf(planned, at));
    return '';
  } catch (error) {
    log.warn(`what was replaced on ${planned.state.host} is not kept: ${String(error)}`);
    return ' What it replaced could not be kept on this machine, so Roll Back does not know this deploy.';
  }
}

/** Writes into the history how a deploy ended on its host. */
export function record(books: Books, planned: Plan, run: Run, ended: Outcome | Error): Promise<void> {
  return add(books, historyEntry(planned, whole(run), ended));
}

/** All hosts, those that failed with why: who then says no to the rest has not cancelled these. */
export function withReasons(hosts: readonly Unbegun[], failed: readonly Unbegun[]): Unbegun[] {
  return hosts.map((one) => failed.find(({ host }) => host === one.host) ?? one);
}

/** The same of hosts on which it never began. */
export async function recordUnbegun(books: Books, hosts: readonly Unbegun[], run: Run): Promise<void> {
  for (const { host, reason = 'cancelled' } of hosts) {
    books.log.info(`${run.purpose} ${host}: not begun (${reason})`);
    await add(books, entryOfUnbegun({ host, reason }, whole(run)));
  }
}

function whole(run: Run): Pick<HistoryEntry, 'begun' | 'ended' | 'by' | 'purpose'> {
  return { ...run, ended: new Date().toISOString(), by: userName() };
}

async function add({ history, log }: Books, entry: HistoryEntry): Promise<void> {
  try {
    await history.add(entry);
  } catch (error) {
    // The deploy is what it is, written down or not.
    log.warn(`history: ${String(error)}`);
  }
}

/** An account that the system cannot name, as in some containers, is no reason to fail. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
