import * as vscode from 'vscode';
import type { HostBook } from '../hosts/hostBook';

/** Asks for an Ansible inventory and writes it to the user's own settings; gives back its hosts, by name. */
export function pickInventory(book: HostBook): () => Promise<readonly string[] | undefined> {
  return async () => {
    const configuration = vscode.workspace.getConfiguration('auditd');
    const before = configuration.inspect<string>('ansibleInventory')?.globalValue ?? '';
    const none = vscode.l10n.t('No Inventory');
    const another = vscode.l10n.t('Another…');
    const choice =
      before === '' ? another : await vscode.window.showQuickPick([another, none], { placeHolder: before });
    if (choice === undefined) return undefined;
    const path = choice === none ? '' : await askForFile();
    if (path === undefined) return undefined;
    await configuration.update('ansibleInventory', path, vscode.ConfigurationTarget.Global);
    book.changed();
    const names = await book.inventoryNames();
    if (path === '') return names;
    const text =
      names.length === 0
        ? vscode.l10n.t('No host was found in {0}. The log says what was read there and what was not.', path)
        : vscode.l10n.t('{0} hosts of {1} are now in the Hosts view.', names.length, path);
    void (names.length === 0 ? vscode.window.showWarningMessage(text) : vscode.window.showInformationMessage(text));
    return names;
  };
}

async function askForFile(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Pick an Ansible Inventory'),
    openLabel: vscode.l10n.t('Use as Inventory'),
    canSelectMany: false,
  });
  return picked?.[0]?.fsPath;
}
