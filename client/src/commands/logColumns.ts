import * as vscode from 'vscode';
import { panelColumns, type PanelColumn } from '../../../core/src/protocol/panel';
import type { AuditLogPanel } from '../panel/auditLogPanel';

/** Which columns the panel shows. The event itself always is. */
export function logColumns(panel: AuditLogPanel): () => Promise<void> {
  return async () => {
    const names: Readonly<Record<Exclude<PanelColumn, 'event'>, string>> = {
      time: vscode.l10n.t('Time'),
      node: vscode.l10n.t('Node'),
      user: vscode.l10n.t('User'),
      result: vscode.l10n.t('Result'),
      key: vscode.l10n.t('Key'),
    };
    const { columns } = panel.memory;
    const settingOf = (name: PanelColumn) => columns.find((column) => column.name === name);
    const items = panelColumns
      .filter((name) => name !== 'event')
      .map((name) => ({ label: names[name], name, picked: settingOf(name)?.hidden !== true }));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Select the columns that the panel shows'),
    });
    if (picked === undefined) return;
    const isShown = (name: PanelColumn) => name === 'event' || picked.some((item) => item.name === name);
    panel.memory.setColumns(
      panelColumns.map((name) => ({ name, width: settingOf(name)?.width ?? null, hidden: !isShown(name) })),
    );
  };
}
