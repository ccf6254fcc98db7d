import * as vscode from 'vscode';
import type { Connections } from '../hosts/connections';
import type { HostBook } from '../hosts/hostBook';
import { HostError } from '../hosts/hostFailure';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import { HostLog } from '../tail/hostLog';
import type { Log } from '../tail/log';
import { systemClock } from '../tail/source';
import { hostOfArgument, pickHost } from './selectHost';

/** How much of what was already written is shown at the beginning; bytes. */
const recentPast = 256 * 1024;

export interface TailParts {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly panel: AuditLogPanel;
}

/**
 * Follows the log of a host in the panel: of the one that was clicked, else the selected one, else one that is asked for.
 * Resolves when the first of the log is there, or rejects with why it is not.
 */
export function tailCentralLog({ book, connections, panel }: TailParts): (host?: unknown) => Promise<void> {
  return async (clicked) => {
    if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
    const host =
      (await hostOfArgument(book, clicked)) ??
      (await book.selected()) ??
      (await pickHost(book, vscode.l10n.t('Select the host whose log is followed')));
    if (host === undefined) return;
    if (book.selectedName === undefined) await book.select(host.name);
    const source = new HostLog(
      {
        hostName: host.name,
        connect: (signal) => connections.connect(host, signal),
        disconnect: () => void connections.end(host.name),
        clock: systemClock,
      },
      { at: 'recent', bytes: recentPast },
    );
    const [log] = await panel.open([source]);
    if (log === undefined) return;
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Following the log of {0}', host.name),
        cancellable: true,
      },
      (_progress, cancel) => begun(log, cancel),
    );
  };
}

/** Until the first of the log has come; stops it when the person cancels. */
function begun(log: Log, cancel: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve, reject) => {
    cancel.onCancellationRequested(() => log.stop());
    const look = () => {
      if (log.state.phase === 'connecting') return;
      if (log.state.phase === 'failed') reject(new Error(log.state.reason));
      else resolve();
    };
    log.onChange(look);
    look();
  });
}
