import * as vscode from 'vscode';
import { momentOf } from '../../../core/src/events/moment';
import type { AuditLogPanel } from '../panel/auditLogPanel';

/** Asks for a moment and selects the row that is nearest to it. */
export function jumpToTime(panel: AuditLogPanel): () => Promise<void> {
  return async () => {
    const { first } = await panel.extent();
    if (first === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The panel shows no events now. Tail a host, open a log file, or clear the filter.'),
      );
      return;
    }
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Jump to Time'),
      prompt: vscode.l10n.t('14:05, 14:05:30, yesterday, 2026-11-22 14:05, or how long ago: 10m, 2h'),
      validateInput: (typed) =>
        momentNamed(typed) === undefined
          ? vscode.l10n.t('Write 14:05, 2026-11-22 14:05, or 10m for ten minutes ago.')
          : undefined,
    });
    const moment = text === undefined ? undefined : momentNamed(text);
    if (moment === undefined) return;
    await panel.goToTime(moment);
    if (moment >= first) return;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('That is before the first event that is shown. Scroll up in the panel to read older ones.'),
    );
  };
}

function momentNamed(text: string): number | undefined {
  const now = Date.now();
  return momentOf(text.trim(), { now, offsetMinutes: -new Date(now).getTimezoneOffset() }, false);
}
