import * as vscode from 'vscode';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import type { WorkspaceRules } from '../ruleEvents/workspaceRules';

/** Shows the events of a rule in the panel: of the line that a lens names, else of the one where the cursor stands. */
export function showEventsOfRule(
  panel: AuditLogPanel,
  rules: WorkspaceRules,
): (file?: unknown, line?: unknown) => Promise<void> {
  return async (file, line) => {
    const editor = vscode.window.activeTextEditor;
    const uri = file instanceof vscode.Uri ? file : editor?.document.uri;
    const at = typeof line === 'number' ? line : editor?.selection.active.line;
    if (uri === undefined || at === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Put the cursor on a rule of a rules file, then show its events.'),
      );
      return;
    }
    await rules.begin();
    const filter = await panel.filterOfRule(uri.toString(), at);
    if (filter === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Line {0} loads no rule, so it has no events.', at + 1));
      return;
    }
    await panel.setFilter(filter);
  };
}
