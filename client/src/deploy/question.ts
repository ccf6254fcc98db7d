import * as vscode from 'vscode';
import { removable, removed } from './plan';
import { confirmationText } from './planWords';
import type { JudgedPlan } from './planWords';

/**
 * The question before anything is done. 'canary': one host first. 'remove': the person first wants to choose files that
 * only a host has.
 */
export async function askWhether(
  ready: readonly JudgedPlan[],
  failed: readonly string[],
  purpose: 'deploy' | 'roll-back',
): Promise<'all' | 'canary' | 'remove' | 'no'> {
  const names = ready.map(({ plan: { state } }) => state.host).join(', ');
  const [title, button] =
    purpose === 'deploy'
      ? [vscode.l10n.t('Deploy to {0}?', names), vscode.l10n.t('Deploy')]
      : [vscode.l10n.t('Roll back {0}?', names), vscode.l10n.t('Roll Back')];
  const canary = vscode.l10n.t('{0} First, Then the Rest', ready[0]?.plan.state.host ?? '');
  const remove = vscode.l10n.t('Choose Files to Remove…');
  const offersRemoval =
    purpose === 'deploy' && ready.some((one) => removable(one.plan).length + removed(one.plan).length > 0);
  const detail = [confirmationText(ready), ...failed].join('\n\n');
  const buttons = [button, ...(ready.length > 1 ? [canary] : []), ...(offersRemoval ? [remove] : [])];
  const answer = await vscode.window.showWarningMessage(title, { modal: true, detail }, ...buttons);
  if (answer === button) return 'all';
  return answer === canary ? 'canary' : answer === remove ? 'remove' : 'no';
}

/** After the first host went well. */
export async function askWhetherToGoOn(text: string, rest: readonly JudgedPlan[]): Promise<boolean> {
  const goOn = vscode.l10n.t('Go On');
  const names = rest.map(({ plan: { state } }) => state.host).join(', ');
  const title = vscode.l10n.t('Go on with {0}?', names);
  return (await vscode.window.showInformationMessage(title, { modal: true, detail: text }, goOn)) === goOn;
}
