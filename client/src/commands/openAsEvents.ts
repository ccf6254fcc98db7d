import * as vscode from 'vscode';
import { activeFile } from '../activeFile';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import { fileSources } from './logSources';

/** Shows the log that is open in the editor, or the one that is handed over, as events in the panel. */
export function openAsEvents(panel: AuditLogPanel): (file?: unknown) => Promise<void> {
  return async (file) => {
    const uri = file instanceof vscode.Uri ? file : activeFile();
    if (uri === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No log is open in the editor. Open one, or use Auditd: Open Log File.'),
      );
      return;
    }
    await panel.open(await fileSources([uri]));
  };
}
