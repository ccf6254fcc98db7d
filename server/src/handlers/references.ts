import { type Server, aboutDocument } from './handler';

export function references(server: Server): void {
  server.connection.onReferences(
    aboutDocument(
      server,
      'textDocument/references',
      [],
      (document, params, around) => document.language.references?.(document, params.position, around) ?? [],
    ),
  );
}
