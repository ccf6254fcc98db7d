import * as vscode from 'vscode';
import { runDeploy } from '../deploy/deployFlow';
import type { DeployJob, DeployParts } from '../deploy/deployParts';
import { pickSources } from '../deploy/pickSources';
import type { HostResult } from '../deploy/results';
import { filesFor } from '../deploy/roleFiles';
import type { SourceFile, Sources } from '../deploy/workspaceFiles';
import type { Host } from '../hosts/host';
import { HostError } from '../hosts/hostFailure';
import { describeHost, hostsOfArgument } from './selectHost';

/**
 * Deploys rules and configuration files: those selected in the explorer, else what the person picks of the file before
 * them and its folders; to the host of the tree item, else to the hosts that they pick.
 */
export function deploy(
  parts: DeployParts,
): (argument?: unknown, selection?: unknown) => Promise<readonly HostResult[] | undefined> {
  return async (argument, selection) => {
    if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
    const sources = await pickSources(vscode.l10n.t('What is deployed?'), argument, selection);
    if (sources === undefined) return undefined;
    if (sources.all.length + sources.roles.size === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no rules or configuration files of auditd in that folder.'),
      );
      return undefined;
    }
    const hosts = (await hostsOfArgument(parts.book, argument)) ?? (await pickHosts(parts));
    if (hosts === undefined || hosts.length === 0) return undefined;
    if (!(await staysHere(sources, hosts))) return undefined;
    const [first] = hosts;
    if (parts.book.selectedName === undefined && hosts.length === 1) await parts.book.select(first?.name);
    await saveOpen([...sources.all, ...[...sources.roles.values()].flat()]);
    return runDeploy(parts, await Promise.all(hosts.map((host) => jobFor(host, sources))));
  };
}

async function jobFor(host: Host, sources: Sources): Promise<DeployJob> {
  const { files, notes } = filesFor(host.role, sources);
  const wished = files.map(async ({ name, uri }) => ({ name, content: await vscode.workspace.fs.readFile(uri) }));
  return {
    host,
    wish: { files: await Promise.all(wished), remove: [], confirmSeconds: confirmSeconds() },
    sources: new Map(files.map(({ name, uri }) => [name, uri.toString()])),
    notes,
  };
}

/** A fleet is rather Ansible's: beyond the user's own limit the person is asked, and may have the playbook instead. */
async function staysHere({ all, roles }: Sources, hosts: readonly Host[]): Promise<boolean> {
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
    const [first] = [...all, ...[...roles.values()].flat()];
    void vscode.commands.executeCommand(
      'auditd.exportAnsible',
      first?.uri,
      hosts.map(({ name }) => name),
    );
  }
  return choice === anyway;
}

/** What is deployed is what is on disk, so what is open and changed is saved first. */
async function saveOpen(files: readonly SourceFile[]): Promise<void> {
  const open = vscode.workspace.textDocuments.filter((document) => document.isDirty);
  const changed = open.filter((document) => files.some(({ uri }) => uri.toString() === document.uri.toString()));
  await Promise.all(changed.map((document) => document.save()));
}

/** From the user's own settings: a workspace must not shorten the time in which a host can go back. */
export function confirmSeconds(): number {
  const setting = vscode.workspace.getConfiguration('auditd').inspect<number>('deploy.confirmSeconds');
  return Math.min(600, Math.max(10, setting?.globalValue ?? setting?.defaultValue ?? 60));
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
