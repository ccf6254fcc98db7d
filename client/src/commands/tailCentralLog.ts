import * as vscode from 'vscode';
import { assertTrusted, hostSource, whenBegun, type TailParts } from './logSources';
import { hostOfArgument, pickHost } from './selectHost';

/**
 * Follows the log of a host in the panel: of the one that was clicked, else the selected one, else one that is asked for.
 * Resolves when the first of the log is there, or rejects with why it is not.
 */
export function tailCentralLog({ book, connections, panel }: TailParts): (host?: unknown) => Promise<void> {
  return async (clicked) => {
    assertTrusted();
    const host =
      (await hostOfArgument(book, clicked)) ??
      (await book.selected()) ??
      (await pickHost(book, vscode.l10n.t('Select the host whose log is followed')));
    if (host === undefined) return;
    if (book.selectedName === undefined) await book.select(host.name);
    const logs = await panel.open([hostSource(connections, host)]);
    await whenBegun(logs, vscode.l10n.t('Following the log of {0}', host.name));
  };
}
