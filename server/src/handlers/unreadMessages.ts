import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Unread } from '../session/boundedInput';
import { guardedNotification } from '../session/guard';
import { megabytes } from '../session/tooLarge';
import { unreadMessages } from '../session/unreadMessages';
import type { Server } from './handler';

/** Of a message that was too large to be read: a document that it brought is there, and is said to be too large. */
export function unread({ connection, session, publisher, log }: Server): void {
  connection.onNotification(
    unreadMessages.notification,
    guardedNotification<Unread>(unreadMessages.notification, log, (message) => {
      log.error(`${message.method ?? 'a message'} of ${megabytes(message.bytes)} MB is too large and was not read`);
      const document = session.documents.openUnread(message);
      if (document !== undefined) publisher.changed(document);
    }),
  );
  connection.onRequest(
    unreadMessages.request,
    ({ bytes, method = 'The request' }: Unread) =>
      new ResponseError<never>(
        LSPErrorCodes.RequestFailed,
        `${method}: with ${megabytes(bytes)} MB it is too large and was not read.`,
      ),
  );
}
