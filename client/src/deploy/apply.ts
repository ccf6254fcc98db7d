import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { HostError, isHostError } from '../hosts/hostFailure';
import type { RemoteShell } from '../hosts/remoteShell';
import { Conversation } from './conversation';
import { applyCommand, asTransaction } from './hostScript';
import type { Answer, DaemonChange, Transaction } from './hostScript';
import { fileAt, isLocked } from './hostState';
import type { HostState } from './hostState';
import { daemonOf, observe, sha256 } from './observe';
import { daemonFault } from './outcome';
import type { Outcome, RollBackReason, UntouchedReason } from './outcome';
import { payloadOf } from './payload';
import { isFileStep } from './planModel';
import type { Plan, Step } from './planModel';
import { complaintOf, leftOut, reasons, refusedLine, withOrigins } from './refusedLine';
import { isSame } from './ruleBook';
import type { CompiledLine, RuleBook, RuleComparison } from './ruleBook';
import { statusOf, wrongSettings } from './settings';
import type { WrongSetting } from './settings';

export interface ApplyWorld {
  readonly book: RuleBook;
  /** Another connection to the same host, as root, after the first was lost. */
  readonly reconnect: () => Promise<RemoteShell>;
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: 'sending' | 'proving' | 'confirming' | 'going-back' | 'looking-again') => void;
  /** Milliseconds in which a lost connection may come back. */
  readonly patience?: number;
}

/**
 * Runs a plan on its host, in one command: apply, load, list; then, after the proof here, a word that confirms or undoes.
 * Whatever happens, the host ends in the old state or in the new one, and the outcome says which.
 */
export async function applyPlan(root: RemoteShell, plan: Plan, world: ApplyWorld): Promise<Outcome> {
  if (plan.obstacles.length > 0) throw new Error('a plan with obstacles is not to be run');
  if (world.signal?.aborted === true) return { kind: 'untouched', reason: { kind: 'cancelled' } };
  const transaction = asTransaction(`t${randomBytes(8).toString('hex')}`);
  let answered = false;
  const onStage: typeof world.onStage = (stage) => {
    answered ||= stage !== 'sending';
    world.onStage?.(stage);
  };
  try {
    return await transact(root, plan, transaction, { ...world, onStage });
  } catch (error) {
    // Once the host has the change, whatever goes wrong leaves it open what became of it.
    const mayHaveBegun = isHostError(error, 'connection-lost', 'timeout', 'slow-login', 'too-many-sessions');
    if (!mayHaveBegun && !(answered && isHostError(error))) throw error;
    return settle(plan, transaction, world, error);
  }
}

async function transact(root: RemoteShell, plan: Plan, transaction: Transaction, world: ApplyWorld): Promise<Outcome> {
  const load = find(plan, 'load');
  const payload = payloadOf(plan, transaction);
  world.onStage?.('sending');
  const command = applyCommand({
    transaction,
    payload,
    confirmSeconds: find(plan, 'confirm')?.seconds ?? 0,
    load: load?.by,
    lock: load?.withoutLock === true ? 'later' : 'no',
    daemon: daemonChange(plan),
    validated: plan.steps.flatMap((step) => (step.kind === 'validate' ? [step.path] : [])),
  });
  // No signal: once sent it runs to its end, and then is kept or undone.
  const talk = await Conversation.begin(root, command, payload.bytes);
  const { answer, end } = await talk.listen(600);

  const refused = answer.value('REFUSED');
  if (refused !== undefined) {
    const said = answer.text('said');
    const line = refusedLine(said, linesOf(answer.text('compiled')), plan.compiled);
    return { kind: 'rolled-back', reason: { kind: 'load-refused', line, said }, differs: differences(answer) };
  }
  const fault = answer.value('FAILED');
  if (fault !== undefined) {
    const reason = { kind: 'daemon' as const, fault: daemonFault(fault), said: answer.text('said') };
    return { kind: 'rolled-back', reason, differs: differences(answer) };
  }
  const error = answer.value('ERR');
  const complaint = complaintOf(end?.err ?? '');
  if (error !== undefined && answer.value('BACK') !== undefined) {
    return { kind: 'rolled-back', reason: { kind: 'write', text: complaint }, differs: differences(answer) };
  }
  if (error !== undefined) return { kind: 'untouched', reason: untouched(error, answer.text('said') || complaint) };
  if (answer.value('OK') !== undefined) return { kind: 'done', lock: 'not-wished', later: laterOf(plan) };
  if (end !== undefined || answer.value('PENDING') === undefined) {
    throw new HostError(root.hostName, {
      kind: 'connection-lost',
      text: complaint || `the script ended with ${end?.code}`,
    });
  }
  return prove(root, plan, talk, answer, world);
}

async function prove(
  root: RemoteShell,
  plan: Plan,
  talk: Conversation,
  answer: Answer,
  world: ApplyWorld,
): Promise<Outcome> {
  if (world.signal?.aborted === true) return undo(talk, { kind: 'cancelled' }, world);
  world.onStage?.('proving');
  const change = daemonChange(plan)?.change;
  const daemon = change === undefined ? {} : { daemon: { change, state: daemonOf(answer) } };
  const load = find(plan, 'load');
  if (load === undefined || load.by === 'compile') {
    return confirm(root, plan, talk, { ...daemon, later: laterOf(plan) }, world);
  }
  const asked = answer.text('asked');
  const loaded = linesOf(asked).filter((line) => line.startsWith('-'));
  const judge = (compiled: readonly CompiledLine[]) => ({
    comparison: world.book.compare(compiled, loaded, plan.state),
    settings: wrongSettings(compiled, statusOf(asked)),
  });
  let proof = judge(plan.compiled);
  if (!isProven(proof)) {
    // What the host itself has compiled is what must be loaded; its augenrules may be another than we know.
    talk.say('compiled');
    const lines = linesOf((await talk.listen(60)).answer.text('compiled'));
    const missing = leftOut(lines, plan.compiled);
    if (missing.length > 0) {
      const said = reasons(answer.text('said')).join('. ');
      return undo(talk, { kind: 'left-out', lines: missing, said }, world);
    }
    proof = judge(withOrigins(lines, plan.compiled));
  }
  const { comparison, settings } = proof;
  if (!isProven(proof)) return undo(talk, { kind: 'not-proven', comparison, settings }, world);
  return confirm(root, plan, talk, { comparison, ...daemon, later: laterOf(plan) }, world);
}

interface Proof {
  readonly comparison: RuleComparison;
  readonly settings: readonly WrongSetting[];
}

function isProven({ comparison, settings }: Proof): boolean {
  return isSame(comparison) && settings.length === 0;
}

async function confirm(
  root: RemoteShell,
  plan: Plan,
  talk: Conversation,
  proven: Omit<Extract<Outcome, { kind: 'done' }>, 'kind' | 'lock'>,
  world: ApplyWorld,
): Promise<Outcome> {
  world.onStage?.('confirming');
  const locks = find(plan, 'lock') !== undefined;
  talk.say(locks ? 'lock' : 'confirm');
  const { answer, end } = await talk.listen(60);
  if (answer.value('OK') !== undefined) {
    return { kind: 'done', ...proven, lock: locks ? 'locked' : 'not-wished' };
  }
  if (answer.value('ERR') === 'lock') return { kind: 'done', ...proven, lock: 'not-locked' };
  if (answer.value('ERR') === 'too-late') {
    const state = await observe(root);
    return { kind: 'rolled-back', reason: { kind: 'not-confirmed-in-time' }, differs: unlike(plan, state) };
  }
  throw new HostError(root.hostName, {
    kind: 'connection-lost',
    text: end?.err || 'no answer to the confirmation',
  });
}

async function undo(
  talk: Conversation,
  reason: Extract<Outcome, { kind: 'rolled-back' }>['reason'],
  world: ApplyWorld,
): Promise<Outcome> {
  world.onStage?.('going-back');
  talk.say('undo');
  const { answer, end } = await talk.listen(120);
  if (answer.value('OK') === undefined) {
    throw new HostError(talk.hostName, { kind: 'connection-lost', text: end?.err || 'no answer to the undo' });
  }
  return { kind: 'rolled-back', reason, differs: differences(answer) };
}

/**
 * The connection went in the middle. Connects again and looks: looking undoes what was not confirmed, so the host is
 * in one of two states, and its files say in which.
 */
async function settle(plan: Plan, transaction: Transaction, world: ApplyWorld, lost: HostError): Promise<Outcome> {
  world.onStage?.('looking-again');
  const deadline = Date.now() + (world.patience ?? 45_000);
  for (;;) {
    try {
      const root = await world.reconnect();
      const state = await observe(root, { settle: transaction });
      if (isAsWished(plan, state, world.book)) return doneAfterAll(plan, state, world);
      const differs = [...new Set([...state.notPutBack, ...unlike(plan, state)])];
      return { kind: 'rolled-back', reason: interruption(lost), differs };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      if (Date.now() > deadline || world.signal?.aborted === true) return { kind: 'unknown', error: lost };
      await pause(500);
    }
  }
}

function interruption(error: HostError): RollBackReason {
  return isHostError(error, 'connection-lost') ? { kind: 'connection-lost' } : { kind: 'interrupted', error };
}

function doneAfterAll(plan: Plan, state: HostState, world: ApplyWorld): Outcome {
  const lock = find(plan, 'lock') === undefined ? 'not-wished' : isLocked(state) ? 'locked' : 'not-locked';
  const change = daemonChange(plan)?.change;
  const daemon = change === undefined ? {} : { daemon: { change, state: state.daemon } };
  const done = { kind: 'done' as const, lock, ...daemon, later: laterOf(plan) } satisfies Outcome;
  if (find(plan, 'prove') === undefined || state.loaded === undefined) return done;
  return { ...done, comparison: world.book.compare(plan.compiled, state.loaded, state) };
}

function isAsWished(plan: Plan, state: HostState, book: RuleBook): boolean {
  const files = plan.steps.filter(isFileStep);
  // A plan that only loads leaves no trace in the files: then the rules tell.
  if (files.length === 0) return state.loaded !== undefined && isSame(book.compare(plan.compiled, state.loaded, state));
  return files.every((step) => {
    const there = fileAt(state, step.path);
    return step.kind === 'remove' ? there === undefined : there?.sha256 === sha256(step.content);
  });
}

/** What is not as it was when the plan was made. */
function unlike(plan: Plan, state: HostState): string[] {
  const files = plan.steps
    .filter(isFileStep)
    .filter((step) => fileAt(state, step.path)?.sha256 !== step.before?.sha256)
    .map((step) => step.path);
  const sameRules = plan.state.loaded?.join('\n') === state.loaded?.join('\n');
  return sameRules ? files : [...files, 'loaded-rules'];
}

function untouched(error: string, text: string): UntouchedReason {
  const [kind = '', path = ''] = error.split(' ');
  switch (kind) {
    case 'drift':
    case 'not-a-file':
    case 'write':
    case 'invalid':
      return { kind, path, text };
    case 'busy':
    case 'waiting':
    case 'payload':
      return { kind };
    default:
      return { kind: 'script', text: `${error} ${text}` };
  }
}

function laterOf({ steps }: Plan): ('next-boot' | 'next-start')[] {
  return steps.flatMap(({ kind }) => (kind === 'next-boot' || kind === 'next-start' ? [kind] : []));
}

function daemonChange(plan: Plan): DaemonChange | undefined {
  const restart = find(plan, 'restart');
  if (restart !== undefined) return { ...restart, change: 'restart' };
  const reload = find(plan, 'reload');
  return reload === undefined ? undefined : { change: 'reload', by: reload.by, port: undefined, logs: false };
}

function differences(answer: Answer): string[] {
  const words = answer.value('BACK');
  return words === undefined ? ['unknown'] : words.split(' ').filter((word) => word !== '');
}

function find<Kind extends Step['kind']>(plan: Plan, kind: Kind): Extract<Step, { kind: Kind }> | undefined {
  return plan.steps.find((step): step is Extract<Step, { kind: Kind }> => step.kind === kind);
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
