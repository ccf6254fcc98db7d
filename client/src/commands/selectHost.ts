import * as vscode from 'vscode';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { describeObserved } from '../hosts/hostTree';

/** Selects the host of the tree item that was clicked, or asks for one. Connects to nothing. */
export function selectHost(book: HostBook): (host?: unknown) => Promise<Host | undefined> {
  return async (clicked) => {
    const host =
      (await hostOfArgument(book, clicked)) ?? (await pickHost(book, vscode.l10n.t('Select the host to work with')));
    if (host === undefined) return undefined;
    await book.select(host.name);
    // The Hosts view, which marks it, may be out of sight.
    vscode.window.setStatusBarMessage(vscode.l10n.t('Auditd: {0} is selected', host.name), 5000);
    return host;
  };
}

/** What a context menu hands over is a Host of the tree; a script may hand over a name. */
export async function hostOfArgument(book: HostBook, argument: unknown): Promise<Host | undefined> {
  const name = typeof argument === 'object' && argument !== null && 'name' in argument ? argument.name : argument;
  return typeof name === 'string' ? book.find(name) : undefined;
}

/** The hosts that a context menu means: one, or those of a group. */
export async function hostsOfArgument(book: HostBook, argument: unknown): Promise<readonly Host[] | undefined> {
  const group = typeof argument === 'object' && argument !== null && 'group' in argument ? argument.group : undefined;
  if (typeof group !== 'string') {
    const host = await hostOfArgument(book, argument);
    return host === undefined ? undefined : [host];
  }
  const named = new Set((await book.groups()).find((each) => each.group === group)?.hosts);
  return (await book.hosts()).filter(({ name }) => named.has(name));
}

/** A quick pick of all hosts, the selected one first; 'Add Host…' leads there. */
export async function pickHost(book: HostBook, placeHolder: string): Promise<Host | undefined> {
  const items = (await book.hosts()).map((host) => ({ label: host.name, description: describeHost(book, host), host }));
  items.sort((a, b) => Number(b.host.name === book.selectedName) - Number(a.host.name === book.selectedName));
  const add = { label: vscode.l10n.t('$(add) Add Host…'), description: '', host: undefined };
  const picked = await vscode.window.showQuickPick([...items, add], { placeHolder, matchOnDescription: true });
  if (picked !== add) return picked?.host;
  return vscode.commands.executeCommand<Host | undefined>('auditd.addHost');
}

export function describeHost(book: HostBook, host: Host): string {
  const parts = [
    host.name === book.selectedName ? vscode.l10n.t('selected') : '',
    host.role ?? '',
    describeObserved(book, host),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
