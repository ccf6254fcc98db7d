import {
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Server } from './handler';
import { ContentModified, guarded } from '../session/guard';

/** For clients that ask; for the others `Publisher` pushes. */
export function diagnostics(server: Server): void {
  const empty: FullDocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  server.connection.languages.diagnostics.on(
    guarded<DocumentDiagnosticParams, FullDocumentDiagnosticReport>(
      'textDocument/diagnostic',
      server.log,
      empty,
      async ({ textDocument }, token) => {
        const document = server.session.documents.get(textDocument.uri);
        if (document === undefined) return empty;
        const items = await server.publisher.diagnostics(document);
        if (!token.isCancellationRequested && !server.session.isCurrent(document)) throw new ContentModified();
        return { kind: DocumentDiagnosticReportKind.Full, items };
      },
    ),
  );
}
