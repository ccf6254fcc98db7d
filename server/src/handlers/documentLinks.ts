import { type Server, aboutDocument } from './handler';

export function documentLinks(server: Server): void {
  server.connection.onDocumentLinks(
    aboutDocument(
      server,
      'textDocument/documentLink',
      [],
      (document, _params, around) => document.language.documentLinks?.(document, around) ?? [],
    ),
  );
}
