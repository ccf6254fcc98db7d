import { type Server, aboutDocument } from './handler';

export function selectionRanges(server: Server): void {
  server.connection.onSelectionRanges(
    aboutDocument(
      server,
      'textDocument/selectionRange',
      [],
      (document, params) => document.language.selectionRanges?.(document, params.positions) ?? [],
    ),
  );
}
