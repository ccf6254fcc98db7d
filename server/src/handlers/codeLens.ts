import { type Server, aboutDocument } from './handler';

export function codeLens(server: Server): void {
  server.connection.onCodeLens(
    aboutDocument(
      server,
      'textDocument/codeLens',
      [],
      (document, _params, around) => document.language.codeLenses?.(document, around) ?? [],
    ),
  );
}
