import * as vscode from 'vscode';
import type { EffectiveRulesDocuments } from '../effectiveRules/effectiveRules';
import { effectiveScheme, folderOfEffective } from '../effectiveRules/effectiveUri';

/** Opens what augenrules makes of a rules.d folder: of the one that was clicked, of the file before one, else of one picked. */
export function showEffectiveRules(
  documents: EffectiveRulesDocuments,
): (clicked?: unknown) => Promise<vscode.TextEditor | undefined> {
  return async (clicked) => {
    const start = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri;
    const folder = (start && folderAround(start)) ?? (await pickFolder());
    return folder === undefined ? undefined : documents.show(folder);
  };
}

/** Shows the effective rules before one as the other awk would make them. */
export function switchAwk(documents: EffectiveRulesDocuments): (clicked?: unknown) => void {
  return (clicked) => {
    const uri = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme === effectiveScheme) documents.switchAwk(uri);
    else
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open effective rules first: Auditd: Show Effective Rules.'),
      );
  };
}

function folderAround(uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme === effectiveScheme) return folderOfEffective(uri);
  return [uri, vscode.Uri.joinPath(uri, '..')].find(({ path }) => path.replace(/\/+$/, '').endsWith('/rules.d'));
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/rules.d/*.rules', '**/node_modules/**', 1000);
  const folders = new Map(found.map((file) => vscode.Uri.joinPath(file, '..')).map((uri) => [uri.toString(), uri]));
  const all = [...folders.values()].filter(({ path }) => !/\/(udev|polkit|polkit-1)\/rules\.d$/.test(path));
  if (all.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no rules.d folder with audit rules here. Open a folder that holds one, such as a copy of /etc/audit.',
      ),
    );
    return undefined;
  }
  if (all.length === 1) return all[0];
  const picked = await vscode.window.showQuickPick(
    all.map((uri) => ({ label: `$(folder) ${vscode.workspace.asRelativePath(uri)}`, uri })),
    { placeHolder: vscode.l10n.t('The effective rules of which folder?') },
  );
  return picked?.uri;
}
