import { inPool } from '../../deploy/inPool';
import { changeHost, runAction, undoHost, wordsOf } from './changeHost';
import type { HostWorld } from './changeHost';
import type { CentralPlan, HostPlan } from './plan';
import type { Progress } from './progress';
import { proveSenders, proveServer } from './proveAll';
import type { HostFailed, ProofWorld } from './proveAll';
import { Recorder } from './recorder';
import type { UndoLog } from './undoLog';
import type { CentralWish } from './wish';

export interface SetUpWorld extends Omit<HostWorld, 'remember'>, ProofWorld {
  readonly root: HostWorld['root'];
  readonly signal: AbortSignal;
  readonly undoLog: UndoLog;
  /** Hosts whose set-up failed: those that are to be put back, chosen by the person. */
  readonly chooseUndo: (
    failed: readonly HostFailed[],
    done: readonly string[],
    wish: CentralWish,
  ) => Promise<readonly string[]>;
}

export interface SetUpResult {
  /** Hosts that are set up, and proven. */
  readonly proven: readonly string[];
  readonly failed: readonly HostFailed[];
  readonly undone: readonly string[];
  /** What could not be put back. */
  readonly notUndone: readonly HostFailed[];
}

/** Installs what is missing. Resolves with the hosts where that failed. */
export async function installPackages(
  plan: CentralPlan,
  world: SetUpWorld,
  progress: Progress,
): Promise<readonly HostFailed[]> {
  const jobs = plan.hosts.flatMap(({ host, packages }) =>
    packages.map((action) => ({ host, action, item: progress.add(host, action.words) })),
  );
  const failed = await inPool(jobs, async ({ host, action, item }): Promise<HostFailed[]> => {
    if (world.signal.aborted) return [{ host, why: 'cancelled' }];
    progress.change(item, 'running');
    try {
      await runAction(await world.root(host), action);
      progress.change(item, 'done');
      return [];
    } catch (error) {
      progress.change(item, 'failed', wordsOf(error));
      return [{ host, why: wordsOf(error) }];
    }
  });
  return failed.flat();
}

/**
 * Runs a plan without packages: the central server first, then the senders side by side, then a test event of each.
 * Whatever fails is put back if the person says so, and what was done is remembered until then. Never rejects for what
 * a host does.
 */
export async function runSetUp(plan: CentralPlan, world: SetUpWorld, progress: Progress): Promise<SetUpResult> {
  const [central, ...senders] = plan.hosts;
  if (central === undefined) throw new Error('a plan has a central server');
  const record = new Recorder(plan, world);
  const change = async (host: HostPlan): Promise<HostFailed | undefined> => {
    try {
      await changeHost(host, { ...world, remember: (undo) => record.remember(undo) }, progress);
      return undefined;
    } catch (error) {
      return { host: host.host, why: world.signal.aborted ? 'cancelled' : wordsOf(error) };
    }
  };

  const centralFailed = (await change(central)) ?? (await proveServer(plan, world, progress));
  if (centralFailed !== undefined) return settle([centralFailed], [], record, world, progress, plan);

  const changed = await inPool(senders, change);
  const failed = changed.filter((one) => one !== undefined);
  const rest = senders.filter(({ host }) => !failed.some((one) => one.host === host));
  const unproven = await proveSenders(plan, rest, world, progress);
  const proven = rest.map(({ host }) => host).filter((host) => !unproven.some((one) => one.host === host));
  return settle([...failed, ...unproven], [central.host, ...proven], record, world, progress, plan);
}

/** A test event of every sender, without changing anything: the same proof at any later time. */
export async function proveAgain(plan: CentralPlan, world: ProofWorld, progress: Progress): Promise<SetUpResult> {
  const [central, ...senders] = plan.hosts;
  const server = await proveServer(plan, world, progress);
  const failed = server === undefined ? await proveSenders(plan, senders, world, progress) : [server];
  const proven = server === undefined ? plan.hosts.map(({ host }) => host) : [];
  return {
    proven: proven.filter((host) => host === central?.host || !failed.some((one) => one.host === host)),
    failed,
    undone: [],
    notUndone: [],
  };
}

async function settle(
  failed: readonly HostFailed[],
  proven: readonly string[],
  record: Recorder,
  world: SetUpWorld,
  progress: Progress,
  plan: CentralPlan,
): Promise<SetUpResult> {
  if (failed.length === 0) return { proven, failed, undone: [], notUndone: [] };
  const changed = record.changed();
  const doneOnes = proven.filter((host) => changed.some((one) => one.host === host));
  const isCancelled = world.signal.aborted;
  const chosen = isCancelled ? changed.map(({ host }) => host) : await world.chooseUndo(failed, doneOnes, plan.wish);
  const undone: string[] = [];
  const notUndone: HostFailed[] = [];
  // Senders first: the server is there for them until the last has gone back.
  const jobs = changed.filter(({ host }) => chosen.includes(host)).toReversed();
  const calm = { ...world, signal: new AbortController().signal };
  for (const job of jobs) {
    try {
      await undoHost(job, calm, plan.wish.confirmSeconds);
      await record.forget(job.host);
      progress.undo(job.host);
      undone.push(job.host);
    } catch (error) {
      notUndone.push({ host: job.host, why: wordsOf(error) });
    }
  }
  // A failed host that nothing was done to is as it was without an undo.
  const untouched = failed.map(({ host }) => host).filter((host) => !changed.some((one) => one.host === host));
  return {
    proven: isCancelled ? [] : proven.filter((host) => !undone.includes(host)),
    failed,
    undone: [...undone, ...untouched],
    notUndone,
  };
}
