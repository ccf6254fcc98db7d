import {
  type FindingsParams,
  type FindingsResult,
  type SetTargetParams,
  languageMessages,
} from '../../../core/src/protocol/language';
import { isLanguageId, languageOfPath } from '../../../core/src/kinds';
import type { Server } from './handler';
import { judgement } from '../language/judgement';
import { ParsedDocument } from '../session/documents';
import { guarded, guardedNotification } from '../session/guard';

/** What the extension says beyond LSP. */
export function auditdMessages(server: Server): void {
  const { connection, session, publisher, log } = server;
  connection.onNotification(
    languageMessages.setTarget,
    guardedNotification<SetTargetParams>(languageMessages.setTarget, log, ({ target }) => {
      session.target = target ?? undefined;
      publisher.everythingChanged();
    }),
  );
  connection.onRequest(
    languageMessages.findings,
    guarded<FindingsParams, FindingsResult>(languageMessages.findings, log, [], async ({ uri, text, target }) => {
      const named = languageOfPath(decodeURI(uri), { anyRules: true });
      const known = session.documents.get(uri)?.languageId ?? named;
      if (known === undefined || !isLanguageId(known)) return [];
      const document = new ParsedDocument(uri, known, 0, text);
      const { levels, siblings } = await session.around(document);
      return judgement(document, document.language, { target, siblings }, levels).map((finding) => {
        // Named one by one: findings word themselves when they are asked, and a copy has none of what they would say.
        const { code, severity, span, message, refusedBy } = finding;
        return { code, severity, span, message, refusedBy, ...document.lines.positionAt(span.start) };
      });
    }),
  );
}
