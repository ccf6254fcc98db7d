import * as vscode from 'vscode';
import type { Host } from './host';
import type { HostBook } from './hostBook';
import { detailsOf } from './hostDetails';
import type { Detail } from './hostDetails';
import type { HostGroup } from './inventory';
import { detailKind, groupKind, kindOfHost } from './rowKinds';

/** A row of the Hosts view; a host is below each of its groups, and what was seen of it below the host. */
export type HostRow = (Host & { readonly below?: string }) | HostGroup | InventoryProblem | Detail;

interface InventoryProblem {
  readonly problem: string;
}

/** The Hosts view. Shows what is known without connecting to anything. */
export class HostTree implements vscode.TreeDataProvider<HostRow>, vscode.Disposable {
  readonly #book: HostBook;
  readonly #inventoryProblem: () => string | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(book: HostBook, inventoryProblem: () => string | undefined = () => undefined) {
    this.#book = book;
    this.#inventoryProblem = inventoryProblem;
    this.#subscription = book.onDidChange(() => this.#changed.fire());
  }

  async getChildren(element?: HostRow): Promise<HostRow[]> {
    const hosts = await this.#book.hosts();
    if (element === undefined) {
      const groups = await this.#book.groups();
      const problem = this.#inventoryProblem();
      return [
        ...(problem === undefined ? [] : [{ problem }]),
        ...hosts.filter((host) => (host.groups ?? []).length === 0),
        ...groups,
      ];
    }
    if ('name' in element) return detailsOf(this.#book.observed(element.name), element);
    if (!('group' in element)) return [];
    // A row of its own below each group: VS Code takes the same object for the same row.
    return hosts.filter(({ name }) => element.hosts.includes(name)).map((host) => ({ ...host, below: element.group }));
  }

  getTreeItem(row: HostRow): vscode.TreeItem {
    if ('problem' in row) return problemItem(row);
    if ('detail' in row) return detailItem(row);
    return 'group' in row ? groupItem(row) : this.#hostItem(row);
  }

  #hostItem(host: Host & { readonly below?: string }): vscode.TreeItem {
    const isSelected = this.#book.selectedName === host.name;
    const observed = describeObserved(this.#book, host);
    const seen = this.#book.observed(host.name);
    const below = seen === undefined ? 'None' : 'Collapsed';
    const item = new vscode.TreeItem(host.name, vscode.TreeItemCollapsibleState[below]);
    item.id = `${host.below ?? ''}/${host.name}`;
    item.contextValue = kindOfHost(host, isSelected);
    const hasDrifted = (seen?.drift?.paths.length ?? 0) > 0;
    const usual = host.role === 'central' ? 'server-environment' : 'server';
    item.iconPath = hasDrifted
      ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
      : new vscode.ThemeIcon(isSelected ? 'pass-filled' : usual);
    const pipeline = this.#book.pipeline(host.name) ?? '';
    item.description = [isSelected ? vscode.l10n.t('selected') : '', host.role ?? '', observed, pipeline]
      .filter((part) => part !== '')
      .join(' · ');
    item.tooltip = [
      host.name,
      sourceWords(host),
      observed || vscode.l10n.t('not looked at yet'),
      this.#book.transport(host.name) ?? '',
    ]
      .filter((part) => part !== '')
      .join('\n');
    item.accessibilityInformation = { label: [host.name, item.description].join(', ') };
    item.command = { command: 'auditd.selectHost', title: vscode.l10n.t('Select Host'), arguments: [host] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function groupItem({ group, hosts }: HostGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(group, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `group ${group}`;
  item.contextValue = groupKind;
  item.iconPath = new vscode.ThemeIcon('server-process');
  item.description = hosts.length === 1 ? vscode.l10n.t('1 host') : vscode.l10n.t('{0} hosts', hosts.length);
  item.accessibilityInformation = { label: `${group}, ${item.description}` };
  item.tooltip = vscode.l10n.t('{0}: {1} hosts of your Ansible inventory', group, hosts.length);
  return item;
}

function detailItem({ host, detail, value, icon, below }: Detail): vscode.TreeItem {
  const item = new vscode.TreeItem(detail);
  item.id = `${below ?? ''}/${host}/${detail}`;
  item.contextValue = detailKind;
  item.description = value;
  item.tooltip = `${detail}: ${value}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.accessibilityInformation = { label: `${detail}: ${value}` };
  return item;
}

function problemItem({ problem }: InventoryProblem): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('The inventory cannot be read'));
  item.id = 'problem';
  item.iconPath = new vscode.ThemeIcon('warning');
  item.description = problem;
  item.tooltip = problem;
  item.command = { command: 'auditd.pickInventory', title: vscode.l10n.t('Pick Ansible Inventory') };
  return item;
}

function sourceWords({ source, groups = [] }: Host): string {
  switch (source) {
    case 'settings':
      return vscode.l10n.t('from your settings');
    case 'inventory':
      return vscode.l10n.t('from your Ansible inventory ({0})', groups.join(', '));
    case 'ssh-config':
      return vscode.l10n.t('from your ssh configuration');
  }
}

/** `audit 3.0.9 · 41 rules · locked`, or nothing before the host was looked at. */
export function describeObserved(book: HostBook, host: Host): string {
  const observed = book.observed(host.name);
  if (observed === undefined) return '';
  const states = ['off', '', 'locked'];
  return [
    `audit ${observed.target.auditVersion}`,
    `${observed.rulesLoaded} rules`,
    observed.enabled === undefined ? '' : (states[observed.enabled] ?? ''),
    observed.lost === undefined || observed.lost === 0 ? '' : `${observed.lost} lost`,
    (observed.daemon?.listens.length ?? 0) === 0 ? '' : `port ${observed.daemon?.listens.join(', ')}`,
    (observed.drift?.paths.length ?? 0) === 0 ? '' : `${observed.drift?.paths.length} changed since the deploy`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
