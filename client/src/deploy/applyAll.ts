import * as vscode from 'vscode';
import type { Host } from '../hosts/host';
import { isHostError } from '../hosts/hostFailure';
import { applyPlan } from './apply';
import type { ApplyWorld } from './apply';
import type { DeployJob, DeployParts, Purpose } from './deployParts';
import type { HostFile, HostState } from './hostState';
import { hostsAtOnce } from './hostsAtOnce';
import { inPool } from './inPool';
import { remember } from './look';
import { keepReplaced, record } from './record';
import { sha256 } from './observe';
import { describeOutcome } from './outcome';
import type { Outcome } from './outcome';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import type { JudgedPlan } from './planWords';
import { withProgress } from './progress';
import type { HostResult } from './results';

/** Runs the plans, each on its host. What fails on one host does not stop the others. */
export function applyAll(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  ready: readonly JudgedPlan[],
  purpose: Purpose,
): Promise<readonly HostResult[]> {
  const names = ready.map(({ plan: { state } }) => state.host).join(', ');
  const title =
    purpose === 'deploy' ? vscode.l10n.t('Deploying to {0}', names) : vscode.l10n.t('Rolling back {0}', names);
  return withProgress(title, (signal, report) => {
    let done = 0;
    return inPool(
      ready,
      async (judged) => {
        const name = judged.plan.state.host;
        const job = jobs.find(({ host }) => host.name === name);
        if (job === undefined) throw new Error(`no job for ${name}`);
        const stage = (words: string): void =>
          report(ready.length === 1 ? words : `${done}/${ready.length}, ${name}: ${words}`);
        const result = await applyOne(parts, job.host, judged, purpose, signal, (each) => stage(stageWords(each)));
        done++;
        return result;
      },
      hostsAtOnce(),
    );
  });
}

async function applyOne(
  parts: DeployParts,
  host: Host,
  judged: JudgedPlan,
  purpose: Purpose,
  signal: AbortSignal,
  onStage: (stage: Stage) => void,
): Promise<HostResult> {
  const planned = judged.plan;
  const begun = new Date().toISOString();
  let ended: Outcome | Error;
  try {
    const root = await parts.connections.connectAsRoot(host, signal);
    const reconnect = () => parts.connections.connectAsRoot(host);
    ended = await applyPlan(root, planned, { book: parts.ruleBook, reconnect, signal, onStage });
  } catch (error) {
    ended = error instanceof Error ? error : new Error(String(error));
  }
  await record(parts, planned, { begun, purpose }, ended);
  // One host's failure is its own; a bug is everybody's.
  if (ended instanceof Error && !isHostError(ended)) throw ended;
  const outcome = ended instanceof Error ? undefined : ended;
  const said = ended instanceof Error ? ended.message : describeOutcome(host.name, ended, reasonIn(judged), purpose);
  const text = said + (outcome?.kind === 'done' ? await keepReplaced(parts, planned, begun) : '');
  const files = planned.steps.filter(isFileStep).map((step) => step.path);
  parts.log.info(`deploy ${host.name} (${files.join(', ') || 'load only'}): ${outcome?.kind ?? 'failed'}. ${text}`);
  await rememberOutcome(parts, planned, outcome);
  return { host: host.name, outcome, text };
}

/** Why a line was refused, where the host's program did not say. Advice about the same line is no reason. */
function reasonIn({ findings }: JudgedPlan): Parameters<typeof describeOutcome>[2] {
  return (line) =>
    findings.find(
      ({ file, line: number, finding }) =>
        file === line.file && number === line.line && finding.refusedBy !== null && finding.severity === 'error',
    )?.finding.message;
}

/** What the deploy itself has shown; looking once more would be another command for the same answer. */
async function rememberOutcome(parts: DeployParts, planned: Plan, outcome: Outcome | undefined): Promise<void> {
  if (outcome?.kind !== 'done') return;
  const { state, compiled } = planned;
  const proven = outcome.comparison !== undefined;
  const loaded = proven ? compiled.map(({ text }) => text).filter((text) => /^ *-[aAw]/.test(text)) : state.loaded;
  const enabled = outcome.lock === 'locked' ? { enabled: 2 } : {};
  const daemon = outcome.daemon === undefined ? state.daemon : { ...state.daemon, ...outcome.daemon.state };
  await remember(parts, {
    ...state,
    files: filesAfter(planned),
    loaded,
    daemon,
    status: { ...state.status, ...enabled },
  });
}

function filesAfter({ state, steps }: Plan): HostState['files'] {
  const changed = new Map(steps.filter(isFileStep).map((step) => [step.path, step]));
  const written = [...changed.values()].flatMap((step): HostFile[] => {
    if (step.kind === 'remove') return [];
    const { path, mode, owner, content } = step;
    return [{ path, mode, owner, kind: 'file', content, sha256: sha256(content) }];
  });
  return [...state.files.filter(({ path }) => !changed.has(path)), ...written];
}

type Stage = Parameters<NonNullable<ApplyWorld['onStage']>>[0];

function stageWords(stage: Stage): string {
  switch (stage) {
    case 'sending':
      return vscode.l10n.t('writing and putting into effect');
    case 'proving':
      return vscode.l10n.t('proving what is in effect');
    case 'confirming':
      return vscode.l10n.t('confirming');
    case 'going-back':
      return vscode.l10n.t('going back');
    case 'looking-again':
      return vscode.l10n.t('connection lost, looking how it ended');
  }
}
