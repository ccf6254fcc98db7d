import type { Server } from './handler';
import { guardedNotification } from '../session/guard';

export function textSync(server: Server): void {
  const { connection, session, publisher, log } = server;
  connection.onDidOpenTextDocument(
    guardedNotification('textDocument/didOpen', log, ({ textDocument }) => {
      const document = session.documents.open(textDocument);
      if (document !== undefined) publisher.changed(document);
    }),
  );
  connection.onDidChangeTextDocument(
    guardedNotification('textDocument/didChange', log, ({ textDocument, contentChanges }) => {
      const document = session.documents.change(textDocument.uri, textDocument.version, contentChanges);
      if (document !== undefined) publisher.changed(document);
    }),
  );
  connection.onDidCloseTextDocument(
    guardedNotification('textDocument/didClose', log, ({ textDocument }) => {
      const document = session.documents.get(textDocument.uri);
      session.documents.close(textDocument.uri);
      session.settings.forget(textDocument.uri);
      publisher.closed(textDocument.uri);
      // What was open here may differ from the file on disk, which its siblings see from now on.
      if (document !== undefined) publisher.changed(document);
    }),
  );
}
