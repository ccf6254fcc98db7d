import { type Server, aboutDocument } from './handler';

export function documentHighlights(server: Server): void {
  server.connection.onDocumentHighlight(
    aboutDocument(
      server,
      'textDocument/documentHighlight',
      [],
      (document, params) => document.language.highlights?.(document, params.position) ?? [],
    ),
  );
}
