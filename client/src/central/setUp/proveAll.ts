import { settingOf } from '../../../../core/src/config/value';
import { inPool } from '../../deploy/inPool';
import { oneLine } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { textAt, versionOf } from './auditFiles';
import { wordsOf } from './changeHost';
import type { CentralPlan, HostPlan } from './plan';
import type { Progress } from './progress';
import { newMark, nodeOf, proveConnected, proveListening, sendMark, watchMarks } from './proof';
import type { Arrival, Mark } from './proof';

export interface HostFailed {
  readonly host: string;
  readonly why: string;
}

export interface ProofWorld {
  readonly root: (host: string) => Promise<RemoteShell>;
  readonly signal: AbortSignal;
  /** Letters and digits that no one can have used before. */
  readonly random: () => string;
  /** Milliseconds that pass while it runs. */
  readonly clock: () => number;
  /** How long a test event may take, in seconds. */
  readonly patience?: number;
}

/** A sender connects only with its first event, and may try a few times. */
const usualPatience = 20;

export async function proveServer(
  plan: CentralPlan,
  world: ProofWorld,
  progress: Progress,
): Promise<HostFailed | undefined> {
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
  /** Of the connection. */
  readonly way: number;
  readonly mark: Mark;
  begun: number;
  problem?: string;
  arrival?: Arrival;
}

export async function proveSenders(
  plan: CentralPlan,
  senders: readonly HostPlan[],
  world: ProofWorld,
  progress: Progress,
): Promise<HostFailed[]> {
  const proofs = senders.map(({ host }): Proof => ({
    host,
    item: progress.add(host, 'a test event reaches the central log'),
    way: progress.add(host, `audisp-remote is connected to port ${plan.wish.port} of ${plan.wish.central}`),
    mark: newMark(host, world.random),
    begun: 0,
  }));
  for (const { item } of proofs) progress.change(item, 'running');
  const central = plan.hosts[0];
  if (central === undefined || proofs.length === 0) return [];
  const stop = new AbortController();
  const watch = {
    log: logOf(central),
    marks: proofs.map(({ mark }) => mark),
    seconds: world.patience ?? usualPatience,
    signal: AbortSignal.any([world.signal, stop.signal]),
    onLine: (mark: Mark, line: string): void => {
      const proof = proofs.find((one) => one.mark === mark);
      if (proof === undefined) return;
      const arrival = { node: nodeOf(line), after: world.clock() - proof.begun };
      proof.arrival = arrival;
      const problem = arrival.node === undefined ? 'it came without a node, so nobody can tell whose it is' : undefined;
      if (problem !== undefined) proof.problem = problem;
      progress.change(proof.item, problem === undefined ? 'done' : 'failed', problem ?? seenWords(arrival));
    },
  };
  const watching = world
    .root(central.host)
    .then((root) => watchMarks(root, watch))
    .catch((error: unknown) => wordsOf(error));
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
  world: ProofWorld,
  progress: Progress,
): Promise<HostFailed[]> {
  const isConnected = await world
    .root(proof.host)
    .then((root) => proveConnected(root, port))
    .catch(() => undefined);
  progress.change(proof.way, isConnected === true ? 'done' : 'failed', isConnected === false ? 'it is not' : undefined);
  if (proof.arrival !== undefined && proof.problem === undefined) {
    if (isConnected !== false) return [];
    const why = 'its test event was seen, but audisp-remote is not connected: the event came another way';
    progress.change(proof.way, 'failed', why);
    return [{ host: proof.host, why }];
  }
  const connection =
    isConnected === undefined ? '' : isConnected ? '; audisp-remote is connected' : '; audisp-remote is not connected';
  const seconds = world.patience ?? usualPatience;
  const why =
    proof.problem ??
    (world.signal.aborted ? 'cancelled' : (trouble ?? `its test event was not seen in ${seconds} s${connection}`));
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
