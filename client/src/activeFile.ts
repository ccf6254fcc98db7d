import * as vscode from 'vscode';

/**
 * The file that is in view. VS Code hands extensions no document beyond 50 MB, and no editor of one; its tab is there all
 * the same.
 */
export function activeFile(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri ?? fileOf(vscode.window.tabGroups.activeTabGroup.activeTab);
}

export function fileOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  return tab?.input instanceof vscode.TabInputText ? tab.input.uri : undefined;
}
