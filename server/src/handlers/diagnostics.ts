import {
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { Server } from './handler';
import { guarded } from '../session/guard';

/** For clients that ask; for the others `Publisher` pushes. */
export function diagnostics({ connection, session, publisher, log }: Server): void {
  const empty: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(
    guarded<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      log,
      empty,
      ({ textDocument, previousResultId }, token) => {
        const document = session.documents.get(textDocument.uri);
        return document === undefined ? empty : publisher.report(document, previousResultId, token);
      },
    ),
  );
}
