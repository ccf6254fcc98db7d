import * as vscode from 'vscode';
import type { Host } from './host';
import type { HostBook } from './hostBook';

/** The Hosts view. Shows what is known without connecting to anything. */
export class HostTree implements vscode.TreeDataProvider<Host>, vscode.Disposable {
  readonly #book: HostBook;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(book: HostBook) {
    this.#book = book;
    this.#subscription = book.onDidChange(() => this.#changed.fire());
  }

  async getChildren(element?: Host): Promise<Host[]> {
    return element === undefined ? [...(await this.#book.hosts())] : [];
  }

  getTreeItem(host: Host): vscode.TreeItem {
    const isSelected = this.#book.selectedName === host.name;
    const observed = describeObserved(this.#book, host);
    const item = new vscode.TreeItem(host.name);
    item.id = host.name;
    item.contextValue = isSelected ? 'host.selected' : 'host';
    item.iconPath = new vscode.ThemeIcon(
      isSelected ? 'pass-filled' : host.role === 'central' ? 'server-environment' : 'server',
    );
    item.description = [isSelected ? vscode.l10n.t('selected') : '', host.role ?? '', observed]
      .filter((part) => part !== '')
      .join(' · ');
    const source =
      host.source === 'settings' ? vscode.l10n.t('from your settings') : vscode.l10n.t('from your ssh configuration');
    item.tooltip = [host.name, source, observed || vscode.l10n.t('not looked at yet')].join('\n');
    item.accessibilityInformation = { label: [host.name, item.description].join(', ') };
    item.command = { command: 'auditd.selectHost', title: vscode.l10n.t('Select Host'), arguments: [host] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
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
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
