import * as vscode from 'vscode';
import type { PanelSource } from '../panel/auditLogPanel';
import { assertTrusted, fileSources, hostSource, whenBegun, type TailParts } from './logSources';

/** Opens the logs again that were in the panel when the window was closed. */
export function resumeLogs({ book, connections, panel }: TailParts): () => Promise<void> {
  return async () => {
    const marks = panel.memory.sources;
    if (marks.some(({ kind }) => kind === 'host')) assertTrusted();
    const sources: PanelSource[] = [];
    const gone: string[] = [];
    for (const mark of marks) {
      if (mark.kind === 'file') sources.push(...(await fileSources([vscode.Uri.parse(mark.uri)], marks.length > 1)));
      else {
        const host = await book.find(mark.name);
        if (host === undefined) gone.push(mark.name);
        else sources.push(hostSource(connections, host));
      }
    }
    if (gone.length > 0) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'These hosts are not in the list of hosts any more, so their logs are left out: {0}',
          gone.join(', '),
        ),
      );
    }
    if (sources.length === 0) {
      if (marks.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('No log was in the panel before. Use Auditd: Tail Central Log, or Auditd: Open Log File.'),
        );
      }
      return;
    }
    const logs = await panel.open(sources);
    await whenBegun(logs, vscode.l10n.t('Going on with {0}', logs.map(({ title }) => title).join(', ')));
  };
}
