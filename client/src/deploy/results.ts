import * as vscode from 'vscode';
import { withoutLinks } from '../hosts/hostFailure';
import type { DeployParts, Purpose } from './deployParts';
import type { Outcome } from './outcome';
import type { JudgedPlan } from './planWords';
import { summaryText } from './summary';

export interface HostResult {
  readonly host: string;
  /** undefined: nothing was to be done, or nothing could be. */
  readonly outcome: Outcome | undefined;
  readonly text: string;
  /** Why nothing was begun there, by the kind of failure. */
  readonly reason?: string;
}

/** Where no host is to be changed, with why. */
export async function sayNothingToDo(
  parts: DeployParts,
  judged: readonly JudgedPlan[],
  failed: readonly HostResult[],
): Promise<readonly HostResult[]> {
  const looked = judged.map(({ plan: { state, obstacles } }): HostResult => {
    const [first] = obstacles;
    const text =
      first === undefined ? vscode.l10n.t('nothing to do, everything is so already.') : `${first.what} ${first.next}`;
    return { host: state.host, outcome: undefined, text: `${state.host}: ${text}` };
  });
  const results = [...looked, ...failed];
  parts.log.info(results.map(({ text }) => text).join(' '));
  const isAsWished = (result: HostResult): boolean =>
    judged.some(({ plan: { state, obstacles } }) => state.host === result.host && obstacles.length === 0);
  const message = withoutLinks(shortly(results, isAsWished));
  if (results.every(isAsWished)) {
    void vscode.window.showInformationMessage(message);
  } else {
    await parts.preview.show(judged);
    void vscode.window.showErrorMessage(message);
  }
  return results;
}

/** How it ended: one notification, with the ways on. */
export function tell(
  parts: DeployParts,
  judged: readonly JudgedPlan[],
  results: readonly HostResult[],
  purpose: Purpose,
): void {
  const show = vscode.l10n.t('Show');
  const back = vscode.l10n.t('Roll Back');
  const save = vscode.l10n.t('Save Summary…');
  const isGood = results.every(({ outcome }) => outcome?.kind === 'done');
  const more = results.length > 1 ? [save] : isGood && purpose === 'deploy' ? [back] : [];
  const message = withoutLinks(shortly(results, ({ outcome }) => outcome?.kind === 'done'));
  const said = isGood
    ? vscode.window.showInformationMessage(message, show, ...more)
    : vscode.window.showErrorMessage(message, show, ...more);
  void said.then((choice) => {
    if (choice === show) parts.log.show();
    if (choice === back) void vscode.commands.executeCommand('auditd.rollBack', results[0]?.host, 'last');
    if (choice === save) void saveSummary(summaryText(judged, results, purpose, new Date().toISOString()));
  });
}

/** All of few; of many what went wrong, and how many went well. */
function shortly(results: readonly HostResult[], isAsWished: (result: HostResult) => boolean): string {
  if (results.length <= 3) return results.map(({ text }) => text).join(' ');
  const bad = results.filter((result) => !isAsWished(result));
  const good = vscode.l10n.t('{0} of {1} hosts are as wished.', results.length - bad.length, results.length);
  const more = bad.length > 3 ? vscode.l10n.t('And {0} more: see the plan.', bad.length - 3) : '';
  return [good, ...bad.slice(0, 3).map(({ text }) => text), more].filter((part) => part !== '').join(' ');
}

async function saveSummary(text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `deploy-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.md`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the Summary of the Deploy'),
    filters: { Markdown: ['md'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri);
}
