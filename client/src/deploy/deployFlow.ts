import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { FindingsParams, FindingsResult } from '../../../core/src/protocol/language';
import type { Connections } from '../hosts/connections';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { isHostError, withoutLinks } from '../hosts/hostFailure';
import { applyPlan } from './apply';
import type { Generations } from './generations';
import { generationOf } from './generations';
import { historyEntry } from './history';
import type { History } from './history';
import type { HostState } from './hostState';
import { targetOf } from './hostState';
import { inPool } from './inPool';
import { observe } from './observe';
import { describeOutcome } from './outcome';
import type { Outcome } from './outcome';
import { plan } from './plan';
import { isFileStep } from './planModel';
import type { Plan, Wish } from './planModel';
import { planText } from './planWords';
import type { FileFinding, JudgedPlan } from './planWords';
import type { DeployPreview } from './preview';
import { withProgress } from './progress';
import { askWhether } from './question';
import { chooseRemovals, withRemovals } from './removals';
import type { RuleBook } from './ruleBook';

export interface DeployParts {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly ruleBook: RuleBook;
  /** What a host would say of a text: the language server's `auditd/findings`. */
  readonly judge: (params: FindingsParams) => Promise<FindingsResult>;
  readonly preview: DeployPreview;
  readonly generations: Generations;
  readonly history: History;
  readonly log: vscode.LogOutputChannel;
}

export interface DeployJob {
  readonly host: Host;
  readonly wish: Wish;
}

export interface HostResult {
  readonly host: string;
  /** undefined: nothing was to be done, or nothing could be. */
  readonly outcome: Outcome | undefined;
  readonly text: string;
}

/**
 * Looks at the hosts, shows the plan, asks, and deploys. Resolves with how it ended on each host, or undefined when
 * the person said no. `sources`: where the workspace has the files, by name.
 */
export async function runDeploy(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  sources: ReadonlyMap<string, vscode.Uri>,
  purpose: 'deploy' | 'roll-back' = 'deploy',
): Promise<readonly HostResult[] | undefined> {
  const planned = await planAll(parts, jobs, sources);
  if (planned === undefined) return undefined;
  const { failed } = planned;
  let { judged } = planned;
  for (const { text } of failed) parts.log.error(text);
  parts.log.info(planText(judged));
  const readyOnes = (): readonly JudgedPlan[] =>
    judged.filter(({ plan: { obstacles, steps } }) => obstacles.length === 0 && steps.length > 0);
  for (;;) {
    if (readyOnes().length === 0) return sayNothingToDo(parts, judged, failed, sources);
    await parts.preview.show(judged, sources, purpose);
    const answer = await askWhether(
      readyOnes(),
      failed.map(({ text }) => text),
      purpose,
    );
    if (answer === 'no') return undefined;
    if (answer === 'deploy') break;
    const chosen = await chooseRemovals(readyOnes().map((one) => one.plan));
    if (chosen === undefined) continue;
    judged = judged.map((one) => {
      const job = jobs.find(({ host }) => host.name === one.plan.state.host);
      return job === undefined ? one : withRemovals(one, job.wish, chosen, parts.ruleBook);
    });
    parts.log.info(planText(judged));
  }
  const ready = readyOnes();
  const results = [...(await applyAll(parts, jobs, ready, purpose)), ...failed];
  parts.preview.showResults(
    judged,
    results.map(({ text }) => text),
  );
  tell(parts, results, purpose);
  return results;
}

/** Remembers what was seen of a host, for lists, the status bar and the language server. */
export function remember(book: HostBook, state: HostState): void {
  const target = targetOf(state);
  if (target === undefined) return;
  const { enabled, lost } = state.status;
  book.sawHost({
    target,
    distribution: state.distribution,
    rulesLoaded: state.loaded?.length ?? 0,
    ...(enabled === undefined ? {} : { enabled }),
    ...(lost === undefined ? {} : { lost }),
  });
}

interface Planned {
  readonly judged: readonly JudgedPlan[];
  /** Hosts that could not be looked at, where there are others. */
  readonly failed: readonly HostResult[];
}

async function planAll(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  sources: ReadonlyMap<string, vscode.Uri>,
): Promise<Planned | undefined> {
  const title = vscode.l10n.t('Looking at {0}', jobs.map(({ host }) => host.name).join(', '));
  return withProgress(title, async (signal) => {
    const failed: HostResult[] = [];
    const plans = await inPool(jobs, async ({ host, wish }): Promise<JudgedPlan[]> => {
      try {
        const root = await parts.connections.connectAsRoot(host, signal);
        const state = await observe(root, signal);
        remember(parts.book, state);
        const made = plan(state, wish, parts.ruleBook);
        return [{ plan: made, findings: await findingsFor(parts, made, wish, sources) }];
      } catch (error) {
        if (isHostError(error, 'cancelled')) return [];
        // One host's failure is its own; that of the only one is the command's.
        if (!isHostError(error) || jobs.length === 1) throw error;
        failed.push({ host: host.name, outcome: undefined, text: error.message });
        return [];
      }
    });
    const judged = plans.flat();
    return signal.aborted || judged.length + failed.length < jobs.length ? undefined : { judged, failed };
  });
}

async function findingsFor(
  parts: DeployParts,
  { state }: Plan,
  wish: Wish,
  sources: ReadonlyMap<string, vscode.Uri>,
): Promise<FileFinding[]> {
  const target = targetOf(state);
  if (target === undefined) return [];
  const found = wish.files.map(async ({ name, content }) => {
    const uri = sources.get(name)?.toString() ?? `auditd-host:/etc/audit/rules.d/${name}`;
    try {
      const findings = await parts.judge({ uri, text: new TextDecoder().decode(content), target });
      return findings.map((finding) => ({ file: name, line: finding.line + 1, finding }));
    } catch (error) {
      // A plan without findings is still a plan; the host has the last word anyway.
      parts.log.warn(`findings for ${name}: ${String(error)}`);
      return [];
    }
  });
  return (await Promise.all(found)).flat();
}

async function sayNothingToDo(
  parts: DeployParts,
  judged: readonly JudgedPlan[],
  failed: readonly HostResult[],
  sources: ReadonlyMap<string, vscode.Uri>,
): Promise<readonly HostResult[]> {
  const looked = judged.map(({ plan: { state, obstacles } }): HostResult => {
    const [first] = obstacles;
    const text =
      first === undefined ? vscode.l10n.t('nothing to do, everything is so already.') : `${first.what} ${first.next}`;
    return { host: state.host, outcome: undefined, text: `${state.host}: ${text}` };
  });
  const results = [...looked, ...failed];
  const message = withoutLinks(results.map(({ text }) => text).join(' '));
  parts.log.info(message);
  if (failed.length === 0 && judged.every(({ plan: { obstacles } }) => obstacles.length === 0)) {
    void vscode.window.showInformationMessage(message);
  } else {
    await parts.preview.show(judged, sources);
    void vscode.window.showErrorMessage(message);
  }
  return results;
}

async function applyAll(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  ready: readonly JudgedPlan[],
  purpose: 'deploy' | 'roll-back',
): Promise<readonly HostResult[]> {
  const names = ready.map(({ plan: { state } }) => state.host).join(', ');
  const title =
    purpose === 'deploy' ? vscode.l10n.t('Deploying to {0}', names) : vscode.l10n.t('Rolling back {0}', names);
  const results = await withProgress(title, (signal, report) =>
    inPool(ready, async (judged) => {
      const name = judged.plan.state.host;
      const job = jobs.find(({ host }) => host.name === name);
      if (job === undefined) throw new Error(`no job for ${name}`);
      return applyOne(parts, job.host, judged, purpose, signal, (stage) =>
        report(ready.length === 1 ? stageWords(stage) : `${name}: ${stageWords(stage)}`),
      );
    }),
  );
  return results;
}

async function applyOne(
  parts: DeployParts,
  host: Host,
  { plan: planned, findings }: JudgedPlan,
  purpose: 'deploy' | 'roll-back',
  signal: AbortSignal,
  onStage: (stage: Stage) => void,
): Promise<HostResult> {
  const begun = new Date().toISOString();
  const record = async (ended: Outcome | Error): Promise<void> => {
    const run = { begun, ended: new Date().toISOString(), by: userName(), purpose };
    try {
      await parts.history.add(historyEntry(planned, run, ended));
    } catch (error) {
      // The deploy is what it is, written down or not.
      parts.log.warn(`history: ${String(error)}`);
    }
  };
  let outcome: Outcome | undefined;
  let text: string;
  try {
    const reconnect = () => parts.connections.connectAsRoot(host);
    const root = await reconnect();
    outcome = await applyPlan(root, planned, { book: parts.ruleBook, reconnect, signal, onStage });
    await record(outcome);
    text = describeOutcome(
      host.name,
      outcome,
      (line) =>
        findings.find(
          // Advice about the same line is not why it was refused.
          ({ file, line: number, finding }) =>
            file === line.file && number === line.line && finding.refusedBy !== null && finding.severity === 'error',
        )?.finding.message,
      purpose,
    );
  } catch (error) {
    if (outcome === undefined) await record(error instanceof Error ? error : new Error(String(error)));
    // One host's failure is its own.
    if (!isHostError(error)) throw error;
    text = error.message;
  }
  if (outcome?.kind === 'done') await parts.generations.add(generationOf(planned, begun));
  const files = planned.steps.filter(isFileStep).map((step) => step.path);
  parts.log.info(`deploy ${host.name} (${files.join(', ') || 'load only'}): ${outcome?.kind ?? 'failed'}. ${text}`);
  rememberOutcome(parts, planned, outcome);
  return { host: host.name, outcome, text };
}

/** An account that the system cannot name, as in some containers, is no reason to fail. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** What the deploy itself has shown; looking once more would be another command for the same answer. */
function rememberOutcome({ book }: DeployParts, { state, compiled }: Plan, outcome: Outcome | undefined): void {
  if (outcome?.kind !== 'done' || outcome.comparison === undefined) return;
  const loaded = compiled.map(({ text }) => text).filter((text) => /^ *-[aAw]/.test(text));
  const enabled = outcome.lock === 'locked' ? { enabled: 2 } : {};
  remember(book, { ...state, loaded, status: { ...state.status, ...enabled } });
}

function tell(parts: DeployParts, results: readonly HostResult[], purpose: 'deploy' | 'roll-back'): void {
  const show = vscode.l10n.t('Show');
  const back = vscode.l10n.t('Roll Back');
  const message = withoutLinks(results.map(({ text }) => text).join(' '));
  const isGood = results.every(({ outcome }) => outcome?.kind === 'done');
  const canGoBack = results.length === 1 && isGood && purpose === 'deploy';
  const said = isGood
    ? vscode.window.showInformationMessage(message, show, ...(canGoBack ? [back] : []))
    : vscode.window.showErrorMessage(message, show);
  void said.then((choice) => {
    if (choice === show) parts.log.show();
    if (choice === back) void vscode.commands.executeCommand('auditd.rollBack', results[0]?.host);
  });
}

type Stage = Parameters<NonNullable<Parameters<typeof applyPlan>[2]['onStage']>>[0];

function stageWords(stage: Stage): string {
  switch (stage) {
    case 'sending':
      return vscode.l10n.t('writing and loading');
    case 'proving':
      return vscode.l10n.t('proving what is loaded');
    case 'confirming':
      return vscode.l10n.t('confirming');
    case 'going-back':
      return vscode.l10n.t('going back');
    case 'looking-again':
      return vscode.l10n.t('connection lost, looking how it ended');
  }
}
