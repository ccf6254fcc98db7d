import * as vscode from 'vscode';
import type { ExportedFile, ExportFile } from '../deploy/ansible';
import { ansibleExport, isExportable } from '../deploy/ansible';
import { sourcesIn } from '../deploy/workspaceFiles';
import { rolePlaybook, systemRoleExport } from '../deploy/systemRole';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { oneLine, withoutLinks } from '../hosts/hostFailure';
import { hostsOfArgument } from './selectHost';

export interface ExportParts {
  readonly book: HostBook;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Writes an Ansible playbook with the rules and configuration of a folder, for the hosts of a group or all of the list, and
 * opens it. Connects to nothing. `names`: for these hosts, from a deploy that is too large.
 */
export function exportAnsible({
  book,
  log,
}: ExportParts): (argument?: unknown, names?: unknown) => Promise<vscode.Uri | undefined> {
  return async (argument, names) => {
    const folder = argument instanceof vscode.Uri ? await folderOf(argument) : await pickFolder();
    if (folder === undefined) return undefined;
    const files = await filesIn(folder, log);
    if (files.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no rules or configuration files in {0}.', vscode.workspace.asRelativePath(folder)),
      );
      return undefined;
    }
    const form = await pickForm();
    if (form === undefined) return undefined;
    const hosts = (await named(book, names)) ?? (await hostsOfArgument(book, argument)) ?? (await pickGroup(book));
    if (hosts === undefined) return undefined;
    const target = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Write the Playbook to Which Folder?'),
      openLabel: vscode.l10n.t('Write Here'),
      canSelectFolders: true,
      canSelectFiles: false,
    });
    const [place] = target ?? [];
    if (place === undefined) return undefined;
    const written = form === 'files' ? ansibleExport(files, hosts) : roleExport(files, hosts, log);
    return write(place, written);
  };
}

async function named(book: HostBook, names: unknown): Promise<readonly Host[] | undefined> {
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) return undefined;
  return (await book.hosts()).filter(({ name }) => names.includes(name));
}

function roleExport(
  files: readonly ExportFile[],
  hosts: readonly Host[],
  log: vscode.LogOutputChannel,
): readonly ExportedFile[] {
  const role = systemRoleExport(files);
  for (const sentence of role.leftOut) log.warn(`export for the system role: left out: ${sentence}`);
  const [, inventory] = ansibleExport([], hosts);
  return [{ path: 'auditd.yml', content: rolePlaybook(role) }, ...(inventory === undefined ? [] : [inventory])];
}

async function write(place: vscode.Uri, files: readonly ExportedFile[]): Promise<vscode.Uri | undefined> {
  const playbook = vscode.Uri.joinPath(place, 'auditd.yml');
  const isThere = await vscode.workspace.fs.stat(playbook).then(
    () => true,
    () => false,
  );
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('There is an auditd.yml in {0} already. Replace it and its files?', place.fsPath);
  if (isThere && (await vscode.window.showWarningMessage(question, { modal: true }, replace)) !== replace)
    return undefined;
  for (const { path, content } of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(place, path), bytes);
  }
  await vscode.window.showTextDocument(playbook);
  return playbook;
}

/** rules.d and plugins.d lie in the folder that counts. */
async function folderOf(uri: vscode.Uri): Promise<vscode.Uri> {
  const { type } = await vscode.workspace.fs.stat(uri);
  const folder = (type & vscode.FileType.Directory) === 0 ? vscode.Uri.joinPath(uri, '..') : uri;
  return /\/(rules|plugins)\.d\/?$/.test(folder.path) ? vscode.Uri.joinPath(folder, '..') : folder;
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/{rules.d/*.rules,auditd.conf}', '**/node_modules/**', 1000);
  const folders = new Map((await Promise.all(found.map(folderOf))).map((folder) => [folder.toString(), folder]));
  const items = [...folders.values()].map((folder) => ({ label: vscode.workspace.asRelativePath(folder), folder }));
  if (items.length < 2) return items[0]?.folder ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const placeHolder = vscode.l10n.t('Which folder has the rules and configuration?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.folder;
}

/** The same files that a deploy of the folder would take for a host without a role; what is left out is said. */
async function filesIn(folder: vscode.Uri, log: vscode.LogOutputChannel): Promise<ExportFile[]> {
  const { all, roles } = await sourcesIn(folder);
  const named = all.map(({ name, uri }) => ({ name: name.replace(/^plugins\.d\//, ''), uri }));
  const notes = [
    ...named.filter(({ name }) => !isExportable(name)).map(({ name }) => vscode.l10n.t('{0}, for its name', name)),
    ...[...roles].map(([role, files]) =>
      vscode.l10n.t('{0} files for the role {1}: export its folder for those hosts', files.length, role),
    ),
  ];
  if (notes.length > 0) {
    const text = vscode.l10n.t('Left out of the playbook: {0}.', oneLine(notes.join('; ')));
    log.warn(text);
    void vscode.window.showWarningMessage(withoutLinks(text));
  }
  return Promise.all(
    named
      .filter(({ name }) => isExportable(name))
      .map(async ({ name, uri }) => ({ name, content: await vscode.workspace.fs.readFile(uri) })),
  );
}

async function pickForm(): Promise<'files' | 'role' | undefined> {
  const items = [
    {
      label: vscode.l10n.t('Playbook with plain files'),
      detail: vscode.l10n.t('needs nothing but Ansible'),
      form: 'files' as const,
    },
    {
      label: vscode.l10n.t('Variables for linux-system-roles’ auditd role'),
      detail: vscode.l10n.t('for who uses that role; what it has no variable for is named and left out'),
      form: 'role' as const,
    },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('As what?') }))?.form;
}

async function pickGroup(book: HostBook): Promise<readonly Host[] | undefined> {
  const [hosts, groups] = [await book.hosts(), await book.groups()];
  if (groups.length === 0) return hosts;
  const all = {
    label: vscode.l10n.t('All hosts'),
    description: String(hosts.length),
    names: hosts.map(({ name }) => name),
  };
  const items = groups.map(({ group, hosts: names }) => ({ label: group, description: String(names.length), names }));
  const picked = await vscode.window.showQuickPick([all, ...items], { placeHolder: vscode.l10n.t('For which hosts?') });
  return picked === undefined ? undefined : hosts.filter(({ name }) => picked.names.includes(name));
}
