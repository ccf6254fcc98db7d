import * as vscode from 'vscode';
import { assertTrusted, hostSource, whenBegun, type TailParts } from './logSources';
import { describeHost, hostsOfArgument } from './selectHost';

/** Follows the logs of several hosts in the panel, merged by time: of a group that was clicked, else of those picked. */
export function tailHosts({ book, connections, panel }: TailParts): (group?: unknown) => Promise<void> {
  return async (clicked) => {
    assertTrusted();
    const meant = await hostsOfArgument(book, clicked);
    const items = (await book.hosts()).map((host) => ({
      label: host.name,
      description: describeHost(book, host),
      picked: meant?.some(({ name }) => name === host.name) ?? false,
      host,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      matchOnDescription: true,
      placeHolder: vscode.l10n.t('Select the hosts whose logs are followed together'),
    });
    if (picked === undefined || picked.length === 0) return;
    const logs = await panel.open(picked.map(({ host }) => hostSource(connections, host)));
    await whenBegun(logs, vscode.l10n.t('Following the logs of {0}', picked.map(({ label }) => label).join(', ')));
  };
}
