import * as vscode from 'vscode';
import type { Host, HostRole } from '../hosts/host';
import { isHostName, parseDestination } from '../hosts/host';
import { hostsOfSettings } from '../hosts/hostBook';
import type { HostBook } from '../hosts/hostBook';

/** Asks where a host is and writes it to the user's own settings. */
export function addHost(book: HostBook): () => Promise<Host | undefined> {
  return async () => {
    const taken = new Set((await book.hosts()).map((host) => host.name));
    const destination = await vscode.window.showInputBox({
      title: vscode.l10n.t('Add Host'),
      prompt: vscode.l10n.t(
        'Where it is: user@host:port. User and port may be left out; ssh’s configuration fills them in.',
      ),
      placeHolder: 'root@web1.example.org',
      ignoreFocusOut: true,
      validateInput: (text) =>
        parseDestination(text) === undefined ? vscode.l10n.t('This is no user@host:port.') : undefined,
    });
    const place = destination === undefined ? undefined : parseDestination(destination);
    if (place === undefined) return undefined;
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Add Host'),
      prompt: vscode.l10n.t('The name to show it under.'),
      value: place.hostName.split('.')[0] ?? place.hostName,
      ignoreFocusOut: true,
      validateInput: (text) => {
        if (!isHostName(text)) return vscode.l10n.t('A name is letters, digits, dot, dash and underscore.');
        return taken.has(text) ? vscode.l10n.t('There is a host of this name already.') : undefined;
      },
    });
    if (name === undefined) return undefined;
    const role = await pickRole();
    if (role === undefined) return undefined;
    const configuration = vscode.workspace.getConfiguration('auditd');
    const before: unknown = configuration.inspect('hosts')?.globalValue;
    const entry = { name, ...place, role };
    await configuration.update(
      'hosts',
      [...(Array.isArray(before) ? before : []), entry],
      vscode.ConfigurationTarget.Global,
    );
    book.changed();
    if (book.selectedName === undefined) await book.select(name);
    return hostsOfSettings([entry])[0];
  };
}

async function pickRole(): Promise<HostRole | undefined> {
  const items: { label: string; detail: string; role: HostRole }[] = [
    { label: vscode.l10n.t('Sender'), detail: vscode.l10n.t('records events and forwards them'), role: 'sender' },
    { label: vscode.l10n.t('Central server'), detail: vscode.l10n.t('collects the events of others'), role: 'central' },
    { label: vscode.l10n.t('Other'), detail: vscode.l10n.t('records events for itself'), role: 'other' },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('What does this host do?') }))?.role;
}
