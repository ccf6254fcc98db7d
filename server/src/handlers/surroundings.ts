import type { Server } from './handler';
import { guardedNotification } from '../session/guard';

/** Settings and files around the open documents changed. */
export function surroundings(server: Server): void {
  server.connection.onDidChangeConfiguration(
    guardedNotification('workspace/didChangeConfiguration', server.log, (params) => {
      const settings: unknown = params.settings;
      const section =
        typeof settings === 'object' && settings !== null && 'auditd' in settings ? settings.auditd : undefined;
      server.session.settings.changed(section);
      server.publisher.everythingChanged();
    }),
  );
  server.connection.onDidChangeWatchedFiles(
    guardedNotification('workspace/didChangeWatchedFiles', server.log, () => {
      server.workspace.changed();
      server.publisher.everythingChanged();
    }),
  );
}
