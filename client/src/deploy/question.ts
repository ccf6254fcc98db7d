import * as vscode from 'vscode';
import { removable, removed } from './plan';
import { confirmationText } from './planWords';
import type { JudgedPlan } from './planWords';

/** The question before anything is done. 'remove': the person first wants to choose files that only a host has. */
export async function askWhether(
  ready: readonly JudgedPlan[],
  failed: readonly string[],
  purpose: 'deploy' | 'roll-back',
): Promise<'deploy' | 'remove' | 'no'> {
  const names = ready.map(({ plan: { state } }) => state.host).join(', ');
  const [title, button] =
    purpose === 'deploy'
      ? [vscode.l10n.t('Deploy to {0}?', names), vscode.l10n.t('Deploy')]
      : [vscode.l10n.t('Roll back the last deploy to {0}?', names), vscode.l10n.t('Roll Back')];
  const remove = vscode.l10n.t('Choose Files to Remove…');
  const offersRemoval =
    purpose === 'deploy' && ready.some((one) => removable(one.plan).length + removed(one.plan).length > 0);
  const detail = [confirmationText(ready), ...failed].join('\n\n');
  const buttons = offersRemoval ? [button, remove] : [button];
  const answer = await vscode.window.showWarningMessage(title, { modal: true, detail }, ...buttons);
  return answer === button ? 'deploy' : answer === remove ? 'remove' : 'no';
}
