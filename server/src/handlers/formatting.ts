import { type Server, aboutDocument } from './handler';

export function formatting(server: Server): void {
  server.connection.onDocumentFormatting(
    aboutDocument(
      server,
      'textDocument/formatting',
      [],
      (document, params) => document.language.formatting?.(document, params.options) ?? [],
    ),
  );
}
