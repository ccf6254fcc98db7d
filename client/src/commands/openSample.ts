import * as vscode from 'vscode';

/**
 * Puts a copy of the sample workspace into a folder that the person picks, and opens it. A copy that is there already is
 * opened as it is. A script hands over the folder; then nothing is opened.
 */
export function openSample(extension: vscode.Uri): (into?: unknown) => Promise<vscode.Uri | undefined> {
  return async (into) => {
    const isScript = into instanceof vscode.Uri;
    const parent = isScript ? into : await askForFolder();
    if (parent === undefined) return undefined;
    const sample = vscode.Uri.joinPath(parent, 'auditd-sample');
    if (!(await isThere(sample))) await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'examples'), sample);
    if (!isScript) await vscode.commands.executeCommand('vscode.openFolder', sample, { forceNewWindow: true });
    return sample;
  };
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder for a Copy of the Sample Workspace'),
    openLabel: vscode.l10n.t('Put It Here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0];
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
