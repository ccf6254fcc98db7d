import * as vscode from 'vscode';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import { fileSources } from './logSources';

/** Opens logs of this machine in the panel: those that were clicked, else those that are asked for. */
export function openLogFile(panel: AuditLogPanel): (file?: unknown, all?: unknown) => Promise<void> {
  return async (file, all) => {
    const files = filesOfArguments(file, all) ?? (await askForFiles(vscode.l10n.t('Open as Events')));
    if (files === undefined) return;
    await panel.open(await fileSources(files));
  };
}

/** Asks for log files; undefined when none was chosen. */
export async function askForFiles(openLabel: string): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Log Files'),
    openLabel,
    canSelectMany: true,
  });
}

/** A context menu hands over the file that was clicked, and all that are selected. */
function filesOfArguments(file: unknown, all: unknown): readonly vscode.Uri[] | undefined {
  const selected = Array.isArray(all) ? all.filter((each) => each instanceof vscode.Uri) : [];
  if (selected.length > 0) return selected;
  return file instanceof vscode.Uri ? [file] : undefined;
}
