import * as vscode from 'vscode';
import { fileOf } from '../activeFile';
import type { CommandId } from '../commands/commandIds';
import { openByAuditd } from './openByAuditd';

/** A log that was written to so lately may be written to again; milliseconds. */
const lately = 10 * 60_000;

/**
 * Warns when a log that auditd writes to is opened in an editor, and offers to follow it instead. Saving it would replace
 * what was written meanwhile, and auditd would go on writing into a file that nobody finds any more; so the editor becomes
 * one for reading only.
 */
export function warnOfLiveLog(log: vscode.LogOutputChannel): vscode.Disposable {
  const warned = new Set<string>();
  const look = (): void => {
    const uri = inView();
    if (uri === undefined || !/\/audit\.log$/.test(uri.path) || warned.has(uri.toString())) return;
    warned.add(uri.toString());
    warn(uri).catch((error: unknown) => log.warn(`${uri.path}: ${String(error)}`));
  };
  look();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const tab of closed) warned.delete(fileOf(tab)?.toString() ?? '');
      look();
    }),
  );
}

/** By its tab: its editor goes a little later, and there is none of a file that is large. */
function inView(): vscode.Uri | undefined {
  return fileOf(vscode.window.tabGroups.activeTabGroup.activeTab);
}

async function warn(uri: vscode.Uri): Promise<void> {
  if (!(await isLive(uri))) return;
  if (inView()?.toString() === uri.toString())
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  const tail = vscode.l10n.t('Tail It Instead');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'auditd is writing to {0}. Here it is shown as it was when it was opened, for reading only: saving it would lose what was written meanwhile.',
      uri.path,
    ),
    tail,
  );
  if (choice !== tail) return;
  const command: CommandId = 'auditd.openAsEvents';
  await vscode.commands.executeCommand(command, uri);
  await closeTabsOf(uri);
}

/** Certain where the processes of this machine tell; else a log that is named and placed as auditd's, and is young. */
async function isLive(uri: vscode.Uri): Promise<boolean> {
  const open = uri.scheme === 'file' ? await openByAuditd(uri.fsPath) : 'unknown';
  if (open !== 'unknown') return open === 'yes';
  if (!/\/log\/.*audit\.log$/.test(uri.path)) return false;
  const { mtime } = await vscode.workspace.fs.stat(uri);
  return Date.now() - mtime < lately;
}

async function closeTabsOf(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter((tab) => fileOf(tab)?.toString() === uri.toString());
  await vscode.window.tabGroups.close(own);
}
