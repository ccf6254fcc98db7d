import * as vscode from 'vscode';

/** Documents that are made of a rules.d folder and cannot be edited. */
export const effectiveScheme = 'auditd-effective';

/** One document for a folder; beside it in the tree of names, so that its title tells whose it is. */
export function effectiveUri(folder: vscode.Uri): vscode.Uri {
  const path = `${folder.path.replace(/\/+$/, '')}/Effective audit.rules`;
  return vscode.Uri.from({ scheme: effectiveScheme, path, query: folder.toString() });
}

export function folderOfEffective(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.parse(uri.query, true);
}
