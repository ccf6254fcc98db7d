import * as vscode from 'vscode';
import { download } from '../central/fetch/download';
import type { LogPiece } from '../central/fetch/logPieces';
import { logPieces } from '../central/fetch/logPieces';
import { withProgress } from '../deploy/progress';
import type { Connections } from '../hosts/connections';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { findLog, NoLog } from '../tail/logOnHost';
import { assertTrusted } from './logSources';
import { hostOfArgument, pickHost } from './selectHost';

export interface FetchParts {
  readonly book: HostBook;
  readonly connections: Connections;
}

/** What was fetched: files of this machine, in the order in which they were written. */
export type Fetched = readonly vscode.Uri[];

/**
 * Brings a host's own log here, for one that sends to nobody: the pieces that the person picks by size and age, into a
 * folder of theirs. What is broken off goes on where it stopped. A script hands over host and folder.
 */
export function fetchLog({
  book,
  connections,
}: FetchParts): (host?: unknown, folder?: unknown) => Promise<Fetched | undefined> {
  return async (argument, into) => {
    assertTrusted();
    const host =
      (await hostOfArgument(book, argument)) ?? (await pickHost(book, vscode.l10n.t('Fetch the log of which host?')));
    if (host === undefined) return undefined;
    const isScript = into instanceof vscode.Uri;
    const found = await withProgress(vscode.l10n.t('Looking at the log of {0}', host.name), (signal) =>
      find(connections, host, signal),
    );
    const pieces = isScript ? found : await pickPieces(host, found);
    if (pieces === undefined || pieces.length === 0) return undefined;
    const folder = isScript ? into : await pickFolder(host);
    if (folder === undefined) return undefined;
    const files = await withProgress(vscode.l10n.t('Fetching the log of {0}', host.name), (signal, report) =>
      bring({ connections, host, pieces, folder }, signal, report),
    );
    if (!isScript) offerToOpen(host, pieces, files);
    return files;
  };
}

async function find(connections: Connections, host: Host, signal: AbortSignal): Promise<readonly LogPiece[]> {
  const { path, shell } = await findLog(await connections.connect(host, signal), signal);
  // Who may read the newest piece may not be allowed to list the folder.
  const pieces = await logPieces(shell, path, signal);
  if (pieces.length > 0) return pieces;
  throw new NoLog(
    vscode.l10n.t('{0} has no log at {1}: its auditd writes none (write_logs = no), or it never ran.', host.name, path),
  );
}

interface Job {
  readonly connections: Connections;
  readonly host: Host;
  readonly pieces: readonly LogPiece[];
  readonly folder: vscode.Uri;
}

async function bring(
  { connections, host, pieces, folder }: Job,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<Fetched> {
  const { shell } = await findLog(await connections.connect(host, signal), signal);
  await vscode.workspace.fs.createDirectory(folder);
  const files: vscode.Uri[] = [];
  // The oldest first: while they come, the newest may be rotated, but what was looked at keeps its place in the order.
  for (const piece of [...pieces].reverse()) {
    const name = piece.path.slice(piece.path.lastIndexOf('/') + 1);
    const uri = vscode.Uri.joinPath(folder, `${host.name.replace(/[^\w.@-]/g, '_')}-${name}`);
    let shown = 0;
    await download(
      shell,
      piece,
      uri.fsPath,
      (bytes) => {
        const percent = piece.size === 0 ? 100 : Math.floor((100 * bytes) / piece.size);
        if (percent === shown) return;
        shown = percent;
        report(vscode.l10n.t('{0}: {1} % of {2}', name, percent, sizeWords(piece.size)));
      },
      signal,
    );
    files.push(uri);
  }
  return files;
}

async function pickPieces(host: Host, pieces: readonly LogPiece[]): Promise<readonly LogPiece[] | undefined> {
  const items = pieces.map((piece, index) => ({
    label: piece.path.slice(piece.path.lastIndexOf('/') + 1),
    description: vscode.l10n.t(
      '{0}, last written {1}',
      sizeWords(piece.size),
      new Date(piece.changed * 1000).toLocaleString(),
    ),
    picked: index === 0,
    piece,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: vscode.l10n.t('Which pieces of the log of {0}? Nothing is changed there.', host.name),
  });
  return picked?.map(({ piece }) => piece);
}

async function pickFolder(host: Host): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder for the Log of {0}', host.name),
    openLabel: vscode.l10n.t('Fetch into This Folder'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0];
}

function offerToOpen(host: Host, pieces: readonly LogPiece[], files: Fetched): void {
  const openEvents = vscode.l10n.t('Open as Events');
  const total = pieces.reduce((sum, { size }) => sum + size, 0);
  const text = vscode.l10n.t('{0}: {1} files, {2}.', host.name, files.length, sizeWords(total));
  void vscode.window.showInformationMessage(text, openEvents).then((choice) => {
    if (choice === openEvents) void vscode.commands.executeCommand('auditd.openLogFile', files[0], files);
  });
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return vscode.l10n.t('{0} bytes', bytes);
  const unit =
    bytes < 1024 ** 2
      ? (['KB', 1024] as const)
      : bytes < 1024 ** 3
        ? (['MB', 1024 ** 2] as const)
        : (['GB', 1024 ** 3] as const);
  return `${(bytes / unit[1]).toFixed(1)} ${unit[0]}`;
}
