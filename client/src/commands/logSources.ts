import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Connections } from '../hosts/connections';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { HostError } from '../hosts/hostFailure';
import type { AuditLogPanel, PanelSource } from '../panel/auditLogPanel';
import { HostLog } from '../tail/hostLog';
import { LocalLog, SavedLog } from '../tail/localLog';
import type { ReadLog } from '../reading/readLog';
import { systemClock } from '../tail/source';

/** How much of what was already written is shown at the beginning; bytes. */
const recentPast = 256 * 1024;

export interface TailParts {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly panel: AuditLogPanel;
}

/** Refuses what would connect to a host in a workspace that is not trusted. */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
}

/** The log of a host's auditd, or another file there. Connects when it is read. */
export function hostSource(connections: Connections, host: Host, path?: string): PanelSource {
  const source = new HostLog(
    {
      hostName: host.name,
      ...(path === undefined ? {} : { path }),
      connect: (signal) => connections.connect(host, signal),
      disconnect: () => void connections.end(host.name),
      clock: systemClock,
    },
    { at: 'recent', bytes: recentPast },
  );
  return { source, mark: path === undefined ? { kind: 'host', name: host.name } : undefined };
}

/**
 * Logs of this machine, or of a file system that only the editor can reach: a live one is followed, another read to its
 * end; gzip is unpacked. Where several are read together, each one's name stands for the node that its log does not name.
 */
export function fileSources(
  files: readonly vscode.Uri[],
  together = files.length > 1,
): Promise<readonly PanelSource[]> {
  const names = files.map(({ path }) => basename(path));
  return Promise.all(
    files.map(async (uri): Promise<PanelSource> => {
      const name = basename(uri.path);
      const isAlone = names.filter((other) => other === name).length === 1;
      const title = isAlone ? name : join(basename(dirname(uri.path)), name);
      const mark = { kind: 'file', uri: uri.toString() } as const;
      if (uri.scheme !== 'file') {
        const bytes = await vscode.workspace.fs.readFile(uri);
        return { source: together ? new SavedLog(title, bytes, title) : new SavedLog(title, bytes), mark };
      }
      // Only the file that auditd writes to grows; a rotated or saved one is what it is.
      const follow = name === 'audit.log';
      const options = together ? { follow, title, host: title } : { follow, title };
      return { source: new LocalLog(uri.fsPath, options, systemClock), mark };
    }),
  );
}

/** Until the first of each log has come; stops them when the person cancels. Rejects with why one is not followed. */
export async function whenBegun(logs: readonly ReadLog[], title: string): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, cancel) => {
      await Promise.all(logs.map((log) => begun(log, cancel)));
    },
  );
}

function begun(log: ReadLog, cancel: vscode.CancellationToken): Promise<void> {
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
