import { type Server, aboutDocument } from './handler';

export function foldingRanges(server: Server): void {
  server.connection.onFoldingRanges(
    aboutDocument(
      server,
      'textDocument/foldingRange',
      [],
      (document) => document.language.foldingRanges?.(document) ?? [],
    ),
  );
}
