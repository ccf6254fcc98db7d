import * as vscode from 'vscode';
import { isHostError } from '../hosts/hostFailure';
import { applyAll } from './applyAll';
import type { DeployJob, DeployParts, Purpose } from './deployParts';
import { lookAndPlan } from './lookAndPlan';
import { planText } from './planWords';
import type { JudgedPlan } from './planWords';
import { askWhether, askWhetherToGoOn } from './question';
import { recordUnbegun, withReasons } from './record';
import { chooseRemovals, withRemovals } from './removals';
import { sayNothingToDo, tell } from './results';
import type { HostResult } from './results';

/**
 * Looks at the hosts, shows the plan, asks, and deploys. Resolves with how it ended on each host, or undefined when
 * the person said no.
 */
export async function runDeploy(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  purpose: Purpose = 'deploy',
): Promise<readonly HostResult[] | undefined> {
  const run = { begun: new Date().toISOString(), purpose };
  const all = jobs.map(({ host }) => ({ host: host.name }));
  const planned = await lookAndPlan(parts, jobs).catch(async (error: unknown) => {
    const reason = isHostError(error) ? error.failure.kind : 'unexpected';
    await recordUnbegun(
      parts,
      all.map((one) => ({ ...one, reason })),
      run,
    );
    throw error;
  });
  const failed = planned?.failed ?? [];
  for (const { text } of failed) parts.log.error(text);
  const agreed = planned && (await agree(parts, jobs, planned.judged, failed, purpose));
  if (agreed === undefined) {
    await recordUnbegun(parts, withReasons(all, failed), run);
    return undefined;
  }
  const { judged, how } = agreed;
  const ready = readyOf(judged);
  await recordUnbegun(parts, failed, run);
  if (ready.length === 0) return sayNothingToDo(parts, judged, failed);
  const applied =
    how === 'canary' ? await oneFirst(parts, jobs, ready, purpose) : await applyAll(parts, jobs, ready, purpose);
  await recordUnbegun(
    parts,
    applied.filter(({ reason }) => reason !== undefined),
    run,
  );
  const results = [...applied, ...failed];
  parts.preview.showResults(
    judged,
    results.map(({ text }) => text),
  );
  tell(parts, judged, results, purpose);
  return results;
}

/** Shows the plans until the person agrees or not; in between they may choose files to remove. */
async function agree(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  first: readonly JudgedPlan[],
  failed: readonly HostResult[],
  purpose: Purpose,
): Promise<{ readonly judged: readonly JudgedPlan[]; readonly how: 'all' | 'canary' } | undefined> {
  let judged = first;
  for (;;) {
    parts.log.info(planText(judged));
    const ready = readyOf(judged);
    if (ready.length === 0) return { judged, how: 'all' };
    await parts.preview.show(judged, purpose);
    const texts = failed.map(({ text }) => text);
    const answer = await askWhether(ready, texts, purpose);
    if (answer === 'no') return undefined;
    if (answer !== 'remove') return { judged, how: answer };
    const chosen = await chooseRemovals(ready.map(({ plan }) => plan));
    if (chosen === undefined) continue;
    judged = judged.map((one) => {
      const job = jobs.find(({ host }) => host.name === one.plan.state.host);
      return job === undefined ? one : withRemovals(one, job.wish, chosen, parts.ruleBook);
    });
  }
}

/** One host, then, if it went well and the person agrees, the rest. */
async function oneFirst(
  parts: DeployParts,
  jobs: readonly DeployJob[],
  [canary, ...rest]: readonly JudgedPlan[],
  purpose: Purpose,
): Promise<readonly HostResult[]> {
  if (canary === undefined) return [];
  const results = await applyAll(parts, jobs, [canary], purpose);
  const [first] = results;
  const went = first?.outcome?.kind === 'done';
  if (went && (await askWhetherToGoOn(first.text, rest))) {
    return [...results, ...(await applyAll(parts, jobs, rest, purpose))];
  }
  const left = rest.map(({ plan: { state } }): HostResult => {
    const why = went
      ? vscode.l10n.t('not begun, because you stopped after the first host.')
      : vscode.l10n.t('not begun, because it did not go well on {0}.', canary.plan.state.host);
    const reason = went ? 'cancelled' : 'the-first-failed';
    return { host: state.host, outcome: undefined, text: `${state.host}: ${why}`, reason };
  });
  return [...results, ...left];
}

function readyOf(judged: readonly JudgedPlan[]): readonly JudgedPlan[] {
  return judged.filter(({ plan: { obstacles, steps } }) => obstacles.length === 0 && steps.length > 0);
}
