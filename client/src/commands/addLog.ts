import * as vscode from 'vscode';
import { fileSources, hostSource, whenBegun, type TailParts } from './logSources';
import { askForFiles } from './openLogFile';
import { describeHost, hostOfArgument } from './selectHost';

/** Puts a log beside those in the panel, merged by time: of the host that was clicked, else one that is picked, or a file. */
export function addLog({ book, connections, panel }: TailParts): (host?: unknown) => Promise<void> {
  return async (clicked) => {
    const host = (await hostOfArgument(book, clicked)) ?? (await pickSource({ book }));
    if (host === undefined) return;
    if (host === 'file') {
      const files = await askForFiles(vscode.l10n.t('Add to the Panel'));
      if (files !== undefined) await panel.add(await fileSources(files, true));
      return;
    }
    const logs = await panel.add([hostSource(connections, host)]);
    await whenBegun(logs, vscode.l10n.t('Following the log of {0}', host.name));
  };
}

async function pickSource({ book }: Pick<TailParts, 'book'>) {
  // What connects is off in a workspace that is not trusted; files are not.
  const hosts = vscode.workspace.isTrusted ? await book.hosts() : [];
  const items = hosts.map((host) => ({
    label: `$(vm) ${host.name}`,
    description: describeHost(book, host),
    source: host,
  }));
  const file = { label: vscode.l10n.t('$(file) Log Files…'), description: '', source: 'file' as const };
  const picked = await vscode.window.showQuickPick([file, ...items], {
    placeHolder: vscode.l10n.t('Select the log that is shown beside the others, merged by time'),
    matchOnDescription: true,
  });
  return picked?.source;
}
