import { posix } from 'node:path';
import * as vscode from 'vscode';
import { runDeploy } from '../deploy/deployFlow';
import type { DeployParts, HostResult } from '../deploy/deployFlow';
import { counted } from '../deploy/outcome';
import type { Wish } from '../deploy/planModel';
import type { Host } from '../hosts/host';
import { HostError } from '../hosts/hostFailure';
import { describeHost, hostsOfArgument } from './selectHost';

/**
 * Deploys rules files: those selected in the explorer, else what the person picks of the file before them and its
 * folder; to the host of the tree item, else to the hosts that they pick.
 */
export function deploy(
  parts: DeployParts,
): (argument?: unknown, selection?: unknown) => Promise<readonly HostResult[] | undefined> {
  return async (argument, selection) => {
    if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
    const placeHolder = vscode.l10n.t('What is deployed to /etc/audit/rules.d?');
    const sources = (await pickSources(placeHolder, argument, selection))?.uris;
    if (sources === undefined) return undefined;
    const hosts = (await hostsOfArgument(parts.book, argument)) ?? (await pickHosts(parts));
    if (hosts === undefined || hosts.length === 0) return undefined;
    if (!(await staysHere(sources, hosts))) return undefined;
    const [first] = hosts;
    if (parts.book.selectedName === undefined && hosts.length === 1) await parts.book.select(first?.name);
    const wish = await wishOf(sources);
    return runDeploy(
      parts,
      hosts.map((host) => ({ host, wish })),
      new Map(sources.map((uri) => [nameOf(uri), uri])),
    );
  };
}

/** A fleet is rather Ansible's: beyond the user's own limit the person is asked, and may have the playbook instead. */
async function staysHere(sources: readonly vscode.Uri[], hosts: readonly Host[]): Promise<boolean> {
  const limit = vscode.workspace.getConfiguration('auditd').inspect<number>('deploy.ansibleBeyond');
  if (hosts.length <= (limit?.globalValue ?? limit?.defaultValue ?? 50)) return true;
  const exporting = vscode.l10n.t('Export Ansible');
  const anyway = vscode.l10n.t('Deploy from Here');
  const detail = vscode.l10n.t(
    'For that many hosts Ansible is the better tool: it goes on when this editor is closed. "{0}" writes a playbook with these files for these hosts.',
    exporting,
  );
  const title = vscode.l10n.t('Deploy to {0} hosts?', hosts.length);
  const choice = await vscode.window.showWarningMessage(title, { modal: true, detail }, exporting, anyway);
  if (choice === exporting) {
    void vscode.commands.executeCommand(
      'auditd.exportAnsible',
      sources[0],
      hosts.map(({ name }) => name),
    );
  }
  return choice === anyway;
}

/** What is deployed is what is on disk, so what is open and changed is saved first. */
async function wishOf(sources: readonly vscode.Uri[]): Promise<Wish> {
  const open = vscode.workspace.textDocuments.filter((document) => document.isDirty);
  const changed = open.filter((document) => sources.some((uri) => uri.toString() === document.uri.toString()));
  await Promise.all(changed.map((document) => document.save()));
  const files = await Promise.all(
    sources.map(async (uri) => ({ name: nameOf(uri), content: await vscode.workspace.fs.readFile(uri) })),
  );
  return { files, remove: [], confirmSeconds: confirmSeconds() };
}

/** From the user's own settings: a workspace must not shorten the time in which a host can go back. */
export function confirmSeconds(): number {
  const setting = vscode.workspace.getConfiguration('auditd').inspect<number>('deploy.confirmSeconds');
  return Math.min(600, Math.max(10, setting?.globalValue ?? setting?.defaultValue ?? 60));
}

export interface Sources {
  readonly uris: readonly vscode.Uri[];
  /** All rules files of a folder, not some that were named one by one. */
  readonly wholeFolder: boolean;
}

/** The rules files that were selected, else those that the person picks. */
export async function pickSources(
  placeHolder: string,
  argument: unknown,
  selection: unknown,
): Promise<Sources | undefined> {
  const selected = Array.isArray(selection) ? selection.filter((item) => item instanceof vscode.Uri) : [];
  const given = selected.length > 0 ? selected : argument instanceof vscode.Uri ? [argument] : [];
  if (given.length > 0) {
    const uris = (await Promise.all(given.map(rulesFilesOf))).flat();
    return { uris, wholeFolder: given.length === 1 && given.every((uri) => !isRulesFile(uri)) };
  }
  const active = vscode.window.activeTextEditor?.document;
  const items = [
    ...(active !== undefined && isRulesFile(active.uri) ? [await fileChoice(active.uri)] : []),
    ...(await folderChoices(active?.uri)),
  ];
  if (items.length === 0) {
    const text = vscode.l10n.t('There are no rules files (rules.d/*.rules) in this workspace. Open one first.');
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const [only] = items;
  return items.length === 1 ? only : vscode.window.showQuickPick(items, { placeHolder });
}

interface Choice extends vscode.QuickPickItem, Sources {}

async function fileChoice(uri: vscode.Uri): Promise<Choice> {
  return {
    label: `$(file) ${nameOf(uri)}`,
    description: vscode.l10n.t('only this file'),
    uris: [uri],
    wholeFolder: false,
  };
}

async function folderChoices(active: vscode.Uri | undefined): Promise<Choice[]> {
  const found = await vscode.workspace.findFiles('**/rules.d/*.rules', '**/node_modules/**', 1000);
  const folders = new Map<string, vscode.Uri[]>();
  for (const uri of found) {
    const folder = folderOf(uri).toString();
    folders.set(folder, [...(folders.get(folder) ?? []), uri]);
  }
  const own = active === undefined ? '' : folderOf(active).toString();
  return [...folders]
    .sort(([a], [b]) => Number(b === own) - Number(a === own) || a.localeCompare(b))
    .map(([folder, uris]) => ({
      label: `$(folder) ${vscode.workspace.asRelativePath(vscode.Uri.parse(folder))}`,
      description: counted(uris.length, 'file', 'files'),
      uris: uris.sort((a, b) => nameOf(a).localeCompare(nameOf(b))),
      wholeFolder: true,
    }));
}

/** The rules files of the folder that a rules file lies in, by name; none for another file. */
export async function rulesFilesBeside(uri: vscode.Uri): Promise<[name: string, uri: vscode.Uri][]> {
  if (!isRulesFile(uri) || uri.scheme === 'untitled') return [];
  return (await rulesFilesOf(folderOf(uri))).map((file) => [nameOf(file), file]);
}

async function rulesFilesOf(uri: vscode.Uri): Promise<vscode.Uri[]> {
  if (isRulesFile(uri)) return [uri];
  const status = await vscode.workspace.fs.stat(uri);
  if ((status.type & vscode.FileType.Directory) === 0) return [];
  const entries = await vscode.workspace.fs.readDirectory(uri);
  return entries
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && name.endsWith('.rules'))
    .map(([name]) => vscode.Uri.joinPath(uri, name));
}

async function pickHosts({ book }: DeployParts): Promise<readonly Host[] | undefined> {
  const hosts = await book.hosts();
  if (hosts.length === 0) {
    const added = await vscode.commands.executeCommand<Host | undefined>('auditd.addHost');
    return added === undefined ? undefined : [added];
  }
  // The question before the deploy names it anyway.
  if (hosts.length === 1) return hosts;
  const items = hosts.map((host) => ({
    label: host.name,
    description: describeHost(book, host),
    picked: host.name === book.selectedName,
    host,
  }));
  items.sort((a, b) => Number(b.picked) - Number(a.picked));
  const groups = (await book.groups()).map(({ group, hosts: names }) => ({
    label: `$(server-process) ${group}`,
    description: vscode.l10n.t('{0} hosts', names.length),
    picked: false,
    names,
  }));
  const placeHolder = vscode.l10n.t('Deploy to which hosts? You see the plan first.');
  const picked = await vscode.window.showQuickPick([...groups, ...items], {
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  const names = new Set(picked.flatMap((item) => ('names' in item ? item.names : [item.host.name])));
  return hosts.filter(({ name }) => names.has(name));
}

function isRulesFile(uri: vscode.Uri): boolean {
  return uri.scheme !== 'auditd-host' && uri.path.endsWith('.rules');
}

export function nameOf(uri: vscode.Uri): string {
  return posix.basename(uri.path);
}

export function folderOf(uri: vscode.Uri): vscode.Uri {
  return uri.with({ path: posix.dirname(uri.path) });
}
