import * as vscode from 'vscode';
import { counted } from './outcome';
import { folderOf, nameOf, sourceFile, sourcesIn } from './workspaceFiles';
import type { SourceFile, Sources } from './workspaceFiles';
import { roleFolders } from './roleFiles';

/** The files that were selected in the explorer, else those that the person picks of the one before them and its folders. */
export async function pickSources(
  placeHolder: string,
  argument: unknown,
  selection: unknown,
): Promise<Sources | undefined> {
  const selected = Array.isArray(selection) ? selection.filter((item) => item instanceof vscode.Uri) : [];
  const given = selected.length > 0 ? selected : argument instanceof vscode.Uri ? [argument] : [];
  if (given.length > 0) return together(given);
  const active = vscode.window.activeTextEditor?.document.uri;
  const file = active === undefined ? undefined : sourceFile(active);
  const items = [...(file === undefined ? [] : [fileChoice(file)]), ...(await folderChoices(active))];
  if (items.length === 0) {
    const text = vscode.l10n.t(
      'There are no rules files (rules.d/*.rules) or configuration files of auditd in this workspace. Open one first.',
    );
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const [only] = items;
  return items.length === 1 ? only : vscode.window.showQuickPick(items, { placeHolder });
}

async function together(given: readonly vscode.Uri[]): Promise<Sources> {
  const each = await Promise.all(
    given.map(async (uri): Promise<Sources> => {
      const file = sourceFile(uri);
      return file === undefined ? sourcesIn(uri) : { all: [file], roles: new Map(), wholeFolder: false };
    }),
  );
  const [first] = each;
  if (first !== undefined && each.length === 1) return first;
  return { all: each.flatMap(({ all }) => all), roles: new Map(), wholeFolder: false };
}

interface Choice extends vscode.QuickPickItem, Sources {}

function fileChoice(file: SourceFile): Choice {
  return {
    label: `$(file) ${nameOf(file.uri)}`,
    description: vscode.l10n.t('only this file'),
    all: [file],
    roles: new Map(),
    wholeFolder: false,
  };
}

/** Folders of rules, folders with configuration beside them, and folders with one for each role. */
async function folderChoices(active: vscode.Uri | undefined): Promise<Choice[]> {
  const pattern = '**/{rules.d/*.rules,plugins.d/*.conf,auditd.conf,audispd.conf,audisp-remote.conf,zos-remote.conf}';
  const found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', 1000);
  const folders = new Map<string, vscode.Uri>();
  for (const uri of found) for (const folder of candidates(uri)) folders.set(folder.toString(), folder);
  const own = active === undefined ? '' : folderOf(active).toString();
  const choices = await Promise.all(
    [...folders.values()].map(async (folder) => ({ folder, ...(await sourcesIn(folder)) })),
  );
  return choices
    .filter(({ all, roles }) => all.length > 0 || roles.size > 0)
    .sort((a, b) => rank(a.folder, own) - rank(b.folder, own) || a.folder.path.localeCompare(b.folder.path))
    .map(({ folder, all, roles, wholeFolder }) => ({
      label: `$(folder) ${vscode.workspace.asRelativePath(folder)}`,
      description: describe(all.length, roles),
      all,
      roles,
      wholeFolder,
    }));
}

function candidates(uri: vscode.Uri): vscode.Uri[] {
  const folder = folderOf(uri);
  const isPart = ['rules.d', 'plugins.d'].includes(nameOf(folder));
  const whole = isPart ? folderOf(folder) : folder;
  const isRole = roleFolders.some((role) => nameOf(whole) === role);
  const parts = isPart && nameOf(folder) === 'rules.d' ? [folder] : [];
  return [...parts, ...(hasName(whole) ? [whole] : []), ...(isRole ? [folderOf(whole)] : [])];
}

/** A folder of plain rules files lies in anything; what it lies in is none of ours. */
function hasName(folder: vscode.Uri): boolean {
  return ['audit', 'audisp', ...roleFolders].includes(nameOf(folder));
}

function rank(folder: vscode.Uri, own: string): number {
  return folder.toString() === own ? 0 : nameOf(folder) === 'rules.d' ? 1 : 2;
}

function describe(all: number, roles: Sources['roles']): string {
  const ofRoles = [...roles].map(([role, files]) => `${role} ${files.length}`);
  return [counted(all, 'file', 'files'), ...ofRoles].join(', ');
}
