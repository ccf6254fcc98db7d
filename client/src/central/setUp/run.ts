import { settingOf } from '../../../../core/src/config/value';
import { inPool } from '../../deploy/inPool';
import { oneLine } from '../../hosts/hostFailure';
import { textAt, versionOf } from './auditFiles';
import { changeHost, runAction, undoHost, wordsOf } from './changeHost';
import type { HostWorld } from './changeHost';
import { stepsOf } from './plan';
import type { CentralPlan, HostPlan } from './plan';
import type { Progress } from './progress';
import { newMark, nodeOf, proveConnected, proveListening, sendMark, watchMarks } from './proof';
import type { Arrival, Mark } from './proof';
import type { UndoHost, UndoLog, UndoRecord } from './undoLog';

export interface SetUpWorld extends Omit<HostWorld, 'remember'> {
  readonly undoLog: UndoLog;
  /** Letters and digits that no one can have used before. */
  readonly random: () => string;
  /** Milliseconds that pass while it runs. */
  readonly clock: () => number;
  /** Hosts whose set-up failed: those that are to be put back, chosen by the person. */
  readonly chooseUndo: (failed: readonly HostFailed[], done: readonly string[]) => Promise<readonly string[]>;
}

export interface HostFailed {
  readonly host: string;
  readonly why: string;
}

export interface SetUpResult {
  /** Hosts that are set up, and proven. */
  readonly proven: readonly string[];
  readonly failed: readonly HostFailed[];
  readonly undone: readonly string[];
  /** What could not be put back. */
  readonly notUndone: readonly HostFailed[];
}

/** How long a test event may take, in seconds: a sender connects only with its first event, and may try a few times. */
const patience = 20;

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
export async function proveAgain(plan: CentralPlan, world: SetUpWorld, progress: Progress): Promise<SetUpResult> {
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

async function proveServer(plan: CentralPlan, world: SetUpWorld, progress: Progress): Promise<HostFailed | undefined> {
  const host = plan.wish.central;
  const item = progress.add(host, `auditd listens on port ${plan.wish.port}`);
  progress.change(item, 'running');
  try {
    const seen = await proveListening(await world.root(host), plan.wish.port, world.signal);
    if (seen.kind === 'listens') {
      progress.change(item, 'done', `process ${seen.pid}`);
      return undefined;
    }
    const why =
      seen.kind === 'silent'
        ? `Nobody listens on port ${plan.wish.port} of ${host}.`
        : `Port ${plan.wish.port} of ${host} is taken by ${oneLine(seen.program)}, not auditd.`;
    progress.change(item, 'failed', why);
    return { host, why };
  } catch (error) {
    progress.change(item, 'failed', wordsOf(error));
    return { host, why: wordsOf(error) };
  }
}

interface Proof {
  readonly host: string;
  readonly item: number;
  readonly mark: Mark;
  begun: number;
  problem?: string;
  arrival?: Arrival;
}

async function proveSenders(
  plan: CentralPlan,
  senders: readonly HostPlan[],
  world: SetUpWorld,
  progress: Progress,
): Promise<HostFailed[]> {
  const proofs = senders.map(({ host }): Proof => ({
    host,
    item: progress.add(host, 'a test event reaches the central log'),
    mark: newMark(host, world.random),
    begun: 0,
  }));
  for (const { item } of proofs) progress.change(item, 'running');
  const central = plan.hosts[0];
  if (central === undefined || proofs.length === 0) return [];
  const stop = new AbortController();
  const watching = watchMarks(await world.root(central.host), {
    log: logOf(central),
    marks: proofs.map(({ mark }) => mark),
    seconds: patience,
    signal: AbortSignal.any([world.signal, stop.signal]),
    onLine: (mark, line) => {
      const proof = proofs.find((one) => one.mark === mark);
      if (proof === undefined) return;
      const arrival = { node: nodeOf(line), after: world.clock() - proof.begun };
      proof.arrival = arrival;
      const problem = arrival.node === undefined ? 'it came without a node, so nobody can tell whose it is' : undefined;
      if (problem !== undefined) proof.problem = problem;
      progress.change(proof.item, problem === undefined ? 'done' : 'failed', problem ?? seenWords(arrival));
    },
  }).catch((error: unknown) => wordsOf(error));
  await inPool(proofs, async (proof) => {
    try {
      const root = await world.root(proof.host);
      proof.begun = world.clock();
      const problem = await sendMark(root, proof.mark, world.signal);
      if (problem !== undefined) proof.problem = `no test event could be made: ${oneLine(problem)}`;
    } catch (error) {
      proof.problem = wordsOf(error);
    }
  });
  // Nothing to wait for where no event was made.
  if (proofs.every(({ problem }) => problem !== undefined)) stop.abort();
  const trouble = await watching;
  return (await inPool(proofs, (proof) => judge(proof, trouble, plan.wish.port, world, progress))).flat();
}

async function judge(
  proof: Proof,
  trouble: string | undefined | void,
  port: number,
  world: SetUpWorld,
  progress: Progress,
): Promise<HostFailed[]> {
  if (proof.arrival !== undefined && proof.problem === undefined) return [];
  let why = proof.problem ?? (world.signal.aborted ? 'cancelled' : trouble);
  if (why === undefined || why === '') {
    const isConnected = await world
      .root(proof.host)
      .then((root) => proveConnected(root, port))
      .catch(() => undefined);
    const connection =
      isConnected === undefined
        ? ''
        : isConnected
          ? '; audisp-remote is connected'
          : '; audisp-remote is not connected';
    why = `its test event was not seen in ${patience} s${connection}`;
  }
  progress.change(proof.item, 'failed', why);
  return [{ host: proof.host, why }];
}

function seenWords({ node = '', after }: Arrival): string {
  return `seen after ${(after / 1000).toFixed(1)} s as node=${oneLine(node)}`;
}

/** Where auditd there writes what it gets. */
function logOf({ look: { state } }: HostPlan): string {
  const set = settingOf(textAt(state, '/etc/audit/auditd.conf'), 'auditd-conf', 'log_file', versionOf(state));
  return set === undefined || set === '' ? '/var/log/audit/audit.log' : set;
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
  const chosen = isCancelled ? changed.map(({ host }) => host) : await world.chooseUndo(failed, doneOnes);
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

/** Keeps the undo log in step with what was done. */
class Recorder {
  #record: UndoRecord;
  readonly #log: UndoLog;
  #saving: Promise<void> = Promise.resolve();

  constructor({ wish, hosts }: CentralPlan, { undoLog, now, random }: SetUpWorld) {
    this.#log = undoLog;
    const order = hosts.filter((host) => stepsOf(host) > 0).map(({ host }) => host);
    const empty = order.map((host): UndoHost => ({ host, generation: undefined, actions: [] }));
    this.#record = { id: random(), made: now().toISOString(), wish, hosts: empty };
  }

  remember(undo: UndoHost): Promise<void> {
    return this.#change((hosts) => hosts.map((host) => (host.host === undo.host ? undo : host)));
  }

  forget(name: string): Promise<void> {
    return this.#change((hosts) => hosts.filter(({ host }) => host !== name));
  }

  changed(): UndoHost[] {
    return this.#record.hosts.filter(({ generation, actions }) => generation !== undefined || actions.length > 0);
  }

  /** One after the other: two hosts may come to their ends at the same time. */
  #change(change: (hosts: readonly UndoHost[]) => UndoHost[]): Promise<void> {
    this.#record = { ...this.#record, hosts: change(this.#record.hosts) };
    const record = this.#record;
    const isEmpty = this.changed().length === 0;
    this.#saving = this.#saving.then(() => (isEmpty ? this.#log.drop(record.id) : this.#log.save(record)));
    return this.#saving;
  }
}
