import * as vscode from 'vscode';
import { isHostError } from '../hosts/hostFailure';
import type { DeployJob, DeployParts } from './deployParts';
import { findingsFor } from './hostFindings';
import { hostsAtOnce } from './hostsAtOnce';
import { inPool } from './inPool';
import { remember } from './look';
import { observe } from './observe';
import { plan } from './plan';
import { questionsFor } from './planPaths';
import type { JudgedPlan } from './planWords';
import { withProgress } from './progress';
import type { HostResult } from './results';

export interface Planned {
  readonly judged: readonly JudgedPlan[];
  /** Hosts that could not be looked at, where there are others. */
  readonly failed: readonly HostResult[];
}

/** Looks at all hosts and plans for each. undefined: the person has cancelled it. */
export async function lookAndPlan(parts: DeployParts, jobs: readonly DeployJob[]): Promise<Planned | undefined> {
  const title = vscode.l10n.t('Looking at {0}', jobs.map(({ host }) => host.name).join(', '));
  return withProgress(title, async (signal, report) => {
    const failed: HostResult[] = [];
    let done = 0;
    parts.connections.prepare(jobs.map(({ host }) => host));
    const plans = await inPool(
      jobs,
      async (job): Promise<JudgedPlan[]> => {
        try {
          return [await planFor(parts, job, signal)];
        } catch (error) {
          // Who gives up the question of one host, such as for a password, has not given up the others.
          const isOver = isHostError(error, 'cancelled') && (signal.aborted || jobs.length === 1);
          if (isOver) return [];
          // One host's failure is its own; that of the only one is the command's.
          if (!isHostError(error) || jobs.length === 1) throw error;
          failed.push({ host: job.host.name, outcome: undefined, text: error.message, reason: error.failure.kind });
          return [];
        } finally {
          done++;
          if (jobs.length > 1) report(vscode.l10n.t('{0} of {1}', done, jobs.length));
        }
      },
      hostsAtOnce(),
    );
    const judged = plans.flat();
    return signal.aborted || judged.length + failed.length < jobs.length ? undefined : { judged, failed };
  });
}

async function planFor(parts: DeployParts, job: DeployJob, signal: AbortSignal): Promise<JudgedPlan> {
  const root = await parts.connections.connectAsRoot(job.host, signal);
  const state = await observe(root, { ...questionsFor(job.wish), signal });
  await remember(parts, state);
  const made = plan(state, job.wish, parts.ruleBook);
  const { sources = new Map(), notes = [] } = job;
  const judging = { judge: parts.judge, warn: (text: string) => parts.log.warn(text) };
  const findings = await findingsFor(judging, state, job.wish, sources);
  return { plan: made, findings, sources, notes };
}
