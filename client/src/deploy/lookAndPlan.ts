import * as vscode from 'vscode';
import { languageOfPath } from '../../../core/src/kinds';
import { isHostError } from '../hosts/hostFailure';
import type { DeployJob, DeployParts } from './deployParts';
import { targetOf } from './hostState';
import { hostsAtOnce } from './hostsAtOnce';
import { inPool } from './inPool';
import { remember } from './look';
import { observe } from './observe';
import { plan } from './plan';
import { absentFolders, questionsFor } from './planPaths';
import type { Plan, Wish } from './planModel';
import { pathOf } from './planPlaces';
import type { FileFinding, JudgedPlan } from './planWords';
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
          if (isHostError(error, 'cancelled')) return [];
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
  const findings = await findingsFor(parts, made, job.wish, sources);
  return { plan: made, findings: [...findings, ...absentFolders(job.wish, state)], sources, notes };
}

/** What this host's own programs would say of the files, by its version, machine, users and groups. */
async function findingsFor(
  parts: DeployParts,
  { state }: Plan,
  wish: Wish,
  sources: ReadonlyMap<string, string>,
): Promise<FileFinding[]> {
  const target = targetOf(state);
  if (target === undefined) return [];
  const found = wish.files.map(async ({ name, content }) => {
    const uri = judgedAs(sources.get(name), pathOf(name, state));
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

/** Its place on the host says what a file is where that in the workspace does not: a plugins.d of a folder for a role. */
function judgedAs(source: string | undefined, path: string): string {
  if (source !== undefined && languageOfPath(decodeURI(source), { anyRules: true }) !== undefined) return source;
  return `auditd-host:${path}`;
}
