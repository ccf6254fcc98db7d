import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { DeployParts } from '../../deploy/deployParts';
import { inPool } from '../../deploy/inPool';
import { observe } from '../../deploy/observe';
import { isFileStep } from '../../deploy/planModel';
import { withProgress } from '../../deploy/progress';
import { keepReplaced, record } from '../../deploy/record';
import { HostError, withoutLinks } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { wordsOf } from './changeHost';
import { hindrancesOf, isDone, planCentral } from './plan';
import type { CentralPlan, HostLook } from './plan';
import { centralPlanText, questionText } from './planWords';
import { Progress, progressText } from './progress';
import { installPackages, proveAgain, runSetUp } from './run';
import type { HostFailed } from './proveAll';
import type { SetUpResult, SetUpWorld } from './run';
import type { SetUpDocument } from './setUpDocument';
import { surroundingsOf } from './surroundings';
import type { UndoLog } from './undoLog';
import type { CentralWish } from './wish';

export interface SetUpParts {
  readonly deploy: DeployParts;
  readonly document: SetUpDocument;
  readonly undoLog: UndoLog;
  /** What a diagnosis says of hosts that failed, by name: the cause in words. */
  readonly explain: (wish: CentralWish, failed: readonly HostFailed[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Looks at all hosts, shows one plan, asks, runs and proves it. Resolves with how it ended; undefined when the person
 * said no, or nothing could be done.
 */
export async function runSetUpFlow(parts: SetUpParts, wish: CentralWish): Promise<SetUpResult | undefined> {
  const { log } = parts.deploy;
  const looked = await lookAndPlan(parts, wish);
  if (looked === undefined) return undefined;
  let plan = looked;
  if (plan.hosts.some(({ packages }) => packages.length > 0)) {
    const installed = await askAndInstall(parts, plan);
    if (!installed) return undefined;
    const again = await lookAndPlan(parts, wish);
    if (again === undefined) return undefined;
    plan = again;
  }
  log.info(centralPlanText(plan));
  const choice = await showAndAsk(parts, plan);
  if (choice === undefined) return undefined;
  await parts.document.show();
  return withProgress(vscode.l10n.t('Central logging on {0}', wish.central), (signal, report) => {
    const progress = new Progress((items) => {
      const running = items.findLast(({ state }) => state === 'running');
      if (running !== undefined) report(`${running.host}: ${running.words}`);
      parts.document.write(progressText(items));
    });
    const world = worldOf(parts, signal);
    return choice === 'prove' ? proveAgain(plan, world, progress) : runSetUp(plan, world, progress);
  });
}

async function lookAndPlan(parts: SetUpParts, wish: CentralWish): Promise<CentralPlan | undefined> {
  const { deploy } = parts;
  const names = [wish.central, ...wish.senders];
  const title = vscode.l10n.t('Looking at {0}', names.join(', '));
  const looks = await withProgress(title, (signal, report) => {
    let seen = 0;
    return inPool(names, async (name): Promise<HostLook | HostFailed> => {
      try {
        const root = await rootOf(parts, name, signal);
        const state = await observe(root, { signal });
        const around = await surroundingsOf(root, name === wish.central ? '' : wish.serverAddress, signal);
        return { host: name, state, around };
      } catch (error) {
        return { host: name, why: wordsOf(error) };
      } finally {
        report(vscode.l10n.t('{0} of {1}', ++seen, names.length));
      }
    });
  });
  const failed = looks.filter((look): look is HostFailed => 'why' in look);
  const ready = looks.filter((look): look is HostLook => !('why' in look));
  for (const { why } of failed) deploy.log.error(why);
  const [first] = failed;
  if (first === undefined) return planCentral(ready, wish, deploy.ruleBook);
  const goesOn = !failed.some(({ host }) => host === wish.central) && ready.length > 1;
  const detail = failed.map(({ why }) => withoutLinks(why)).join('\n\n');
  const text = vscode.l10n.t('{0} could not be looked at.', failed.map(({ host }) => host).join(', '));
  if (!goesOn) {
    void vscode.window.showErrorMessage(text, { modal: true, detail });
    return undefined;
  }
  const without = vscode.l10n.t('Go On Without');
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, without)) !== without) return undefined;
  const senders = wish.senders.filter((name) => ready.some(({ host }) => host === name));
  return planCentral(ready, { ...wish, senders }, deploy.ruleBook);
}

async function askAndInstall(parts: SetUpParts, plan: CentralPlan): Promise<boolean> {
  const incomplete = plan.hosts.filter(({ packages }) => packages.length > 0);
  const install = vscode.l10n.t('Install');
  const detail = incomplete
    .map(
      ({ host, packages }) => `${host}: ${packages.map(({ words, command }) => `${words}\n    ${command}`).join('\n')}`,
    )
    .join('\n');
  const title = vscode.l10n.t('Install packages on {0}?', incomplete.map(({ host }) => host).join(', '));
  if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, install)) !== install) return false;
  const progress = new Progress((items) => parts.document.write(progressText(items)));
  const failed = await withProgress(vscode.l10n.t('Installing packages'), (signal) =>
    installPackages(plan, worldOf(parts, signal), progress),
  );
  if (failed.length === 0) return true;
  await parts.document.show();
  for (const { why } of failed) parts.deploy.log.error(why);
  const text = failed.map(({ why }) => withoutLinks(why)).join(' ');
  void vscode.window.showErrorMessage(vscode.l10n.t('Packages could not be installed: {0}', text));
  return false;
}

async function showAndAsk(parts: SetUpParts, plan: CentralPlan): Promise<'run' | 'prove' | undefined> {
  parts.document.write(centralPlanText(plan));
  const changes = plan.hosts.flatMap(({ host, deploy }) =>
    (deploy?.steps ?? []).filter(isFileStep).map((step) => ({
      host,
      // Every host has an auditd.conf: the editor shows whose it is.
      path: `/${host}${step.path}`,
      before: step.before?.content,
      after: step.kind === 'remove' ? undefined : step.content,
    })),
  );
  const title = vscode.l10n.t('Set up central logging: hosts now ↔ afterwards');
  if (changes.length > 0) await parts.deploy.preview.showDifferences(title, changes);
  await parts.document.show(changes.length > 0 ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
  const hindered = plan.hosts.flatMap((host) =>
    hindrancesOf(host).map(({ what, next }) => `${host.host}: ${what} ${next}`),
  );
  if (hindered.length > 0) {
    const text = vscode.l10n.t('Central logging cannot be set up like this.');
    void vscode.window.showErrorMessage(text, { modal: true, detail: withoutLinks(hindered.join('\n\n')) });
    return undefined;
  }
  if (isDone(plan)) {
    const prove = vscode.l10n.t('Send a Test Event');
    const text = vscode.l10n.t('Everything is set up already on {0}.', plan.hosts.map(({ host }) => host).join(', '));
    return (await vscode.window.showInformationMessage(text, prove)) === prove ? 'prove' : undefined;
  }
  const run = vscode.l10n.t('Set Up');
  const question = vscode.l10n.t('Set up central logging on {0}?', plan.hosts.map(({ host }) => host).join(', '));
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: questionText(plan) }, run);
  return answer === run ? 'run' : undefined;
}

/** The world of a run; each host's shell is asked for anew, so that one that was lost is made again. */
export function worldOf(parts: SetUpParts, signal: AbortSignal): SetUpWorld {
  const { deploy } = parts;
  return {
    root: (host) => rootOf(parts, host),
    book: deploy.ruleBook,
    signal,
    now: () => new Date(),
    clock: () => performance.now(),
    random: () => randomBytes(8).toString('hex'),
    undoLog: parts.undoLog,
    onDeploy: async (plan, outcome, begun) => {
      const at = begun.toISOString();
      await record(deploy, plan, { begun: at, purpose: 'deploy' }, outcome);
      if (outcome.kind === 'done') await keepReplaced(deploy, plan, at);
    },
    chooseUndo: (failed, done, wish) => chooseUndo(parts, wish, failed, done),
  };
}

/** What failed, why, and what is to be put back; without an answer, what failed is. */
async function chooseUndo(
  parts: SetUpParts,
  wish: CentralWish,
  failed: readonly HostFailed[],
  done: readonly string[],
): Promise<readonly string[]> {
  const causes = await parts.explain(wish, failed).catch(() => new Map<string, string>());
  const names = failed.map(({ host }) => host).join(', ');
  const lines = failed.map(({ host, why }) => {
    const cause = causes.get(host);
    return withoutLinks(`${host}: ${why}.${cause === undefined ? '' : `\n${cause}`}`);
  });
  for (const line of lines) parts.deploy.log.error(line);
  const undoThem = vscode.l10n.t('Undo {0}', names);
  const undoAll = vscode.l10n.t('Undo All');
  const keep = vscode.l10n.t('Keep as It Is');
  const detail = [...lines, vscode.l10n.t('What failed is put back unless you keep it.')].join('\n\n');
  const buttons = done.length > 0 ? [undoThem, undoAll, keep] : [undoThem, keep];
  const title = vscode.l10n.t('Central logging does not work on {0}.', names);
  const answer = await vscode.window.showErrorMessage(title, { modal: true, detail }, ...buttons);
  if (answer === keep) return [];
  return answer === undoAll ? [...failed.map(({ host }) => host), ...done] : failed.map(({ host }) => host);
}

export async function rootOf({ deploy }: SetUpParts, name: string, signal?: AbortSignal): Promise<RemoteShell> {
  const host = await deploy.book.find(name);
  if (host === undefined) throw new HostError(name, { kind: 'no-host-selected' });
  return deploy.connections.connectAsRoot(host, signal);
}
