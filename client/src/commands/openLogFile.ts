import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import { LocalLog, SavedLog } from '../tail/localLog';
import { systemClock } from '../tail/source';

/** Opens a log of this machine in the panel: a live one is followed, another read to its end; gzip is unpacked. */
export function openLogFile(panel: AuditLogPanel): (file?: unknown) => Promise<void> {
  return async (file) => {
    const uri = file instanceof vscode.Uri ? file : await askForFile();
    if (uri === undefined) return;
    if (uri.scheme === 'file') {
      // Only the file that auditd writes to grows; a rotated or saved one is what it is.
      const follow = basename(uri.fsPath) === 'audit.log';
      await panel.open([new LocalLog(uri.fsPath, { follow }, systemClock)]);
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    await panel.open([new SavedLog(uri.path.slice(uri.path.lastIndexOf('/') + 1), bytes)]);
  };
}

async function askForFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a Log File'),
    openLabel: vscode.l10n.t('Open as Events'),
    canSelectMany: false,
  });
  return picked?.[0];
}
