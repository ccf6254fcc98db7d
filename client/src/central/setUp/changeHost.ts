import { applyPlan } from '../../deploy/apply';
import { generationOf, wishToUndo } from '../../deploy/generations';
import { observe } from '../../deploy/observe';
import { describeOutcome } from '../../deploy/outcome';
import type { Outcome } from '../../deploy/outcome';
import { plan as planDeploy } from '../../deploy/plan';
import { isFileStep } from '../../deploy/planModel';
import type { Plan } from '../../deploy/planModel';
import type { RuleBook } from '../../deploy/ruleBook';
import { oneLine } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { quote } from '../../hosts/shellText';
import type { HostAction } from './actions';
import type { HostPlan } from './plan';
import type { Progress } from './progress';
import type { UndoHost } from './undoLog';

/** What is needed to change one host. */
export interface HostWorld {
  /** A shell with root's rights, over a new connection where the last one was lost. Rejects with HostError. */
  readonly root: (host: string) => Promise<RemoteShell>;
  readonly book: RuleBook;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Keeps what must be known to take it back; called before and after each change. */
  readonly remember: (undo: UndoHost) => Promise<void>;
  /** Every deploy of files is part of the host's history. */
  readonly onDeploy: (plan: Plan, outcome: Outcome, begun: Date) => Promise<void>;
}

/** The host is as it was, or what was done is remembered; the message says what went wrong. */
export class ChangeFailed extends Error {
  override readonly name = 'ChangeFailed';
}

/** Does what is planned for one host, step by step. Rejects with ChangeFailed, HostError, or because it was cancelled. */
export async function changeHost(plan: HostPlan, world: HostWorld, progress: Progress): Promise<void> {
  const items = plan.actions.map((action) => ({ action, item: progress.add(plan.host, action.words) }));
  const deploy = plan.deploy;
  const deployItem =
    deploy === undefined || deploy.steps.length === 0 ? undefined : progress.add(plan.host, deployWords(deploy));
  let done: UndoHost = { host: plan.host, generation: undefined, actions: [] };
  for (const { action, item } of items) {
    world.signal.throwIfAborted();
    progress.change(item, 'running');
    // Remembered first: an action that was cut may have happened.
    done = { ...done, actions: [...done.actions, { words: action.words, undo: action.undo ?? null }] };
    await world.remember(done);
    try {
      await runAction(await world.root(plan.host), action);
    } catch (error) {
      progress.change(item, 'failed', wordsOf(error));
      throw error;
    }
    progress.change(item, 'done');
  }
  if (deploy === undefined || deployItem === undefined) return;
  world.signal.throwIfAborted();
  progress.change(deployItem, 'running');
  const begun = world.now();
  done = { ...done, generation: generationOf(deploy, begun.toISOString()) };
  await world.remember(done);
  const outcome = await applyFiles(deploy, world);
  await world.onDeploy(deploy, outcome, begun);
  if (outcome.kind === 'done') return progress.change(deployItem, 'done');
  if (outcome.kind !== 'unknown') await world.remember({ ...done, generation: undefined });
  const words = describeOutcome(plan.host, outcome);
  progress.change(deployItem, 'failed', words);
  throw new ChangeFailed(words);
}

export async function runAction(root: RemoteShell, { command, words, kind }: HostAction): Promise<void> {
  const timeout = kind === 'packages' ? 900_000 : 120_000;
  const { code, out, err } = await root.run(
    `sh -c ${quote(`export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C; ${command}`)}`,
    { timeout },
  );
  if (code === 0) return;
  const said = oneLine(err || Buffer.from(out).toString().slice(-600)) || 'nothing was said';
  throw new ChangeFailed(`${root.hostName}: could not ${words} (status ${String(code)}): ${said}.`);
}

async function applyFiles(deploy: Plan, { root, book, signal }: HostWorld): Promise<Outcome> {
  const host = deploy.state.host;
  return applyPlan(await root(host), deploy, { book, reconnect: () => root(host), signal });
}

/** Puts a host back: its files by a deploy of its own, then its actions in reverse. Rejects as changeHost does. */
export async function undoHost(
  undo: UndoHost,
  world: Omit<HostWorld, 'remember'>,
  confirmSeconds: number,
): Promise<readonly string[]> {
  const root = await world.root(undo.host);
  if (undo.generation !== undefined) {
    const deploy = planDeploy(await observe(root), wishToUndo(undo.generation, confirmSeconds), world.book);
    const [obstacle] = deploy.obstacles;
    if (obstacle !== undefined) throw new ChangeFailed(`${undo.host}: ${obstacle.what} ${obstacle.next}`);
    if (deploy.steps.length > 0) {
      const begun = world.now();
      const outcome = await applyFiles(deploy, { ...world, remember: () => Promise.resolve() });
      await world.onDeploy(deploy, outcome, begun);
      if (outcome.kind !== 'done') throw new ChangeFailed(describeOutcome(undo.host, outcome, undefined, 'roll-back'));
    }
  }
  const stays: string[] = [];
  for (const { words, undo: command } of undo.actions.toReversed()) {
    if (command === null) stays.push(words);
    else await runAction(root, { kind: 'firewall', words: `take back: ${words}`, command, undo: undefined });
  }
  return stays;
}

/** `3 files changed, auditd restarted` in the words of before. */
function deployWords({ steps }: Plan): string {
  const files = steps.filter(isFileStep).map(({ path }) => path.replace(/^.*\//, ''));
  const restart = steps.some(({ kind }) => kind === 'restart') ? ['restart auditd'] : [];
  const load = steps.some(({ kind }) => kind === 'load') ? ['load the rules'] : [];
  return [...(files.length > 0 ? [`write ${files.join(', ')}`] : []), ...load, ...restart].join(', ');
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
