import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import type { ExportFormat, ExportPiece } from '../panel/exported';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly ending: string;
}

/** Writes what the panel shows, as it is filtered now, to a file. */
export function exportEvents(panel: AuditLogPanel): () => Promise<void> {
  return async () => {
    const { events: count } = await panel.extent();
    if (count === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('The panel shows no events that could be exported.'));
      return;
    }
    const formats: FormatItem[] = [
      { label: 'JSON', description: vscode.l10n.t('decoded, one event a line'), format: 'json', ending: 'jsonl' },
      { label: 'CSV', description: vscode.l10n.t('a table of sentences'), format: 'csv', ending: 'csv' },
      {
        label: vscode.l10n.t('Log'),
        description: vscode.l10n.t('the records as they were'),
        format: 'raw',
        ending: 'log',
      },
    ];
    const picked = await vscode.window.showQuickPick(formats, {
      placeHolder:
        count === 1
          ? vscode.l10n.t('Export the event that is shown as')
          : vscode.l10n.t('Export the {0} events that are shown as', count.toLocaleString()),
    });
    if (picked === undefined) return;
    const file = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Events'),
      defaultUri: defaultFile(`audit-events.${picked.ending}`),
      filters: { [picked.label]: [picked.ending] },
    });
    if (file === undefined) return;
    const written = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Exporting events'),
        cancellable: true,
      },
      (progress, cancel) =>
        write(file, panel.exported(picked.format), cancel, (part) => progress.report({ increment: 100 * part })),
    );
    if (written === undefined) return;
    const show = vscode.l10n.t('Open');
    const said =
      written === 1
        ? vscode.l10n.t('1 event was written to {0}.', file.fsPath)
        : vscode.l10n.t('{0} events were written to {1}.', written.toLocaleString(), file.fsPath);
    if ((await vscode.window.showInformationMessage(said, show)) === show) {
      await vscode.window.showTextDocument(file);
    }
  };
}

/** How many were written; undefined when the person cancelled, and then nothing is left behind. */
async function write(
  file: vscode.Uri,
  pieces: AsyncIterable<ExportPiece>,
  cancel: vscode.CancellationToken,
  report: (part: number) => void,
): Promise<number | undefined> {
  const target = await targetFor(file);
  let written = 0;
  let isWhole = false;
  try {
    for await (const piece of pieces) {
      if (cancel.isCancellationRequested) return undefined;
      await target.append(piece.text);
      report((piece.written - written) / piece.of);
      written = piece.written;
    }
    isWhole = true;
  } finally {
    await target.end(isWhole);
  }
  return written;
}

interface Target {
  append(text: string): Promise<void>;
  end(isWhole: boolean): Promise<void>;
}

/** A file of this machine is written as it comes; other file systems take a file only whole. */
async function targetFor(file: vscode.Uri): Promise<Target> {
  if (file.scheme !== 'file') {
    const pieces: Buffer[] = [];
    return {
      append: async (text) => void pieces.push(Buffer.from(text)),
      end: async (isWhole) => {
        if (isWhole) await vscode.workspace.fs.writeFile(file, Buffer.concat(pieces));
      },
    };
  }
  // Beside it until it is whole: an export that was cancelled leaves what was there before.
  const part = vscode.Uri.file(`${file.fsPath}.part`);
  const handle = await open(part.fsPath, 'w', 0o600);
  return {
    append: async (text) => void (await handle.write(text)),
    end: async (isWhole) => {
      await handle.close();
      if (isWhole) await vscode.workspace.fs.rename(part, file, { overwrite: true });
      else await vscode.workspace.fs.delete(part);
    },
  };
}

function defaultFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
}
