import * as vscode from 'vscode';
import type { DeployParts } from '../deploy/deployParts';
import type { HostState } from '../deploy/hostState';
import { lookAt } from '../deploy/look';
import { counted } from '../deploy/outcome';
import { isSameFile, planPull, pullable } from '../deploy/planPull';
import type { LocalFile, PulledFile, PullExtent, PullPlan } from '../deploy/planPull';
import { oneLine } from '../hosts/hostFailure';
import { folderOf, nameOf } from '../deploy/workspaceFiles';
import { roleFolders } from '../deploy/roleFiles';
import { hostOfArgument, pickHost } from './selectHost';

/**
 * Copies a host's files into a folder that the person picks: rules into a rules.d, all into another. What is there already and differs is shown first and
 * overwritten only if they say so; nothing outside the folder is written, whatever the host calls its files. Resolves
 * with the names that were written.
 */
export function pullFromHost(parts: DeployParts): (argument?: unknown) => Promise<readonly string[] | undefined> {
  return async (argument) => {
    const host =
      (await hostOfArgument(parts.book, argument instanceof vscode.Uri ? undefined : argument)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Pull the files of which host?')));
    if (host === undefined) return undefined;
    const folder = argument instanceof vscode.Uri ? argument : await pickFolder(host.name);
    if (folder === undefined) return undefined;
    const state = await lookAt(parts, host);

    const extent = nameOf(folder) === 'rules.d' ? 'rules' : 'all';
    const local = await look(folder, state, extent);
    const plan = planPull(state, local, extent);
    const wanted = await ask(parts, folder, host.name, plan);
    if (wanted === undefined) return undefined;
    // The question may have stood open for long.
    const now = await look(folder, state, extent);
    const written: string[] = [];
    const left = [...plan.left];
    for (const { name, content } of wanted) {
      if (!isSameFile(local.get(name) ?? { kind: 'none' }, now.get(name) ?? { kind: 'none' })) {
        left.push({ name, why: 'it has changed here in the meantime' });
        continue;
      }
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), content);
      written.push(name);
    }
    tell(parts, host.name, written, { ...plan, left });
    return written;
  };
}

async function pickFolder(host: string): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/rules.d/*.rules', '**/node_modules/**', 1000);
  const rules = found.map(folderOf);
  const whole = rules.map(folderOf).filter((uri) => ['audit', ...roleFolders].includes(nameOf(uri)));
  const folders = new Map([...rules, ...whole].map((uri) => [uri.toString(), uri]));
  const items = [...folders.values()].map((uri) => ({
    label: `$(folder) ${vscode.workspace.asRelativePath(uri)}`,
    description: nameOf(uri) === 'rules.d' ? vscode.l10n.t('rules') : vscode.l10n.t('rules and configuration'),
    uri,
  }));
  const browse = { label: vscode.l10n.t('$(folder-opened) Another Folder…'), uri: undefined };
  const placeHolder = vscode.l10n.t('Into which folder do the files of {0} go?', host);
  const picked = await vscode.window.showQuickPick([...items, browse], { placeHolder });
  if (picked !== browse) return picked?.uri;
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: vscode.l10n.t('Pull Here'),
    ...(defaultUri === undefined ? {} : { defaultUri }),
  });
  return chosen?.[0];
}

async function look(folder: vscode.Uri, state: HostState, extent: PullExtent): Promise<Map<string, LocalFile>> {
  const entries = pullable(state, extent).files.map(async ({ name }) => {
    const uri = vscode.Uri.joinPath(folder, name);
    // A subfolder that is a link could lead out of the folder.
    const isBelow = name.includes('/') && !(await isPlainFolder(folderOf(uri)));
    return [name, isBelow ? ({ kind: 'other' } as const) : await localFile(uri)] as const;
  });
  return new Map(await Promise.all(entries));
}

async function isPlainFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return true;
    throw error;
  }
}

/** By its name, not by the folder's list: where case does not count, a file may be there under another one. */
async function localFile(uri: vscode.Uri): Promise<LocalFile> {
  let type: vscode.FileType;
  try {
    ({ type } = await vscode.workspace.fs.stat(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { kind: 'none' };
    throw error;
  }
  if (type !== vscode.FileType.File) return { kind: 'other' };
  const unsaved = vscode.workspace.textDocuments.some(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  return { kind: 'file', content: await vscode.workspace.fs.readFile(uri), unsaved };
}

/** The files to write: new ones at once; others only after they were shown. undefined: the person said no. */
async function ask(
  parts: DeployParts,
  folder: vscode.Uri,
  host: string,
  { fresh, changed }: PullPlan,
): Promise<readonly PulledFile[] | undefined> {
  if (changed.length === 0) return fresh;
  await parts.preview.showDifferences(
    vscode.l10n.t('Pull from {0}: workspace ↔ host', host),
    [...changed, ...fresh].map((file) => ({
      host,
      path: file.path,
      before: changed.includes(file) ? vscode.Uri.joinPath(folder, file.name) : undefined,
      after: file.content,
    })),
  );
  const overwrite = vscode.l10n.t('Overwrite');
  const onlyNew = vscode.l10n.t('Only New Files');
  const title = vscode.l10n.t('Overwrite {0} here with those of {1}?', counted(changed.length, 'file', 'files'), host);
  const detail = `${vscode.workspace.asRelativePath(folder)}: ${changed.map(({ name }) => name).join(', ')}`;
  const buttons = fresh.length > 0 ? [overwrite, onlyNew] : [overwrite];
  const answer = await vscode.window.showWarningMessage(title, { modal: true, detail }, ...buttons);
  return answer === overwrite ? [...fresh, ...changed] : answer === onlyNew ? fresh : undefined;
}

function tell({ log }: DeployParts, host: string, written: readonly string[], { same, left }: PullPlan): void {
  for (const { name, why } of left) log.warn(`${host}: not pulled: ${oneLine(name)}: ${why}`);
  const pulled =
    written.length === 0
      ? vscode.l10n.t('{0}: no file was written.', host)
      : vscode.l10n.t('{0}: {1} written: {2}.', host, counted(written.length, 'file', 'files'), written.join(', '));
  const unchanged =
    same.length === 0 ? '' : vscode.l10n.t('{0} as here already.', counted(same.length, 'file is', 'files are'));
  const [first] = left;
  if (first === undefined) {
    void vscode.window.showInformationMessage([pulled, unchanged].filter((text) => text !== '').join(' '));
    return;
  }
  const show = vscode.l10n.t('Show');
  const skipped = vscode.l10n.t(
    '{0} left out, such as "{1}": {2}.',
    counted(left.length, 'file was', 'files were'),
    oneLine(first.name),
    first.why,
  );
  const text = [pulled, unchanged, skipped].filter((part) => part !== '').join(' ');
  void vscode.window.showWarningMessage(text, show).then((choice) => {
    if (choice === show) log.show();
  });
}
