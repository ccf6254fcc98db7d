import { type Server, aboutDocument } from './handler';

export function documentSymbols(server: Server): void {
  server.connection.onDocumentSymbol(
    aboutDocument(
      server,
      'textDocument/documentSymbol',
      [],
      (document) => document.language.documentSymbols?.(document) ?? [],
    ),
  );
}
