import { type Server, aboutDocument } from './handler';

export function signatureHelp(server: Server): void {
  server.connection.onSignatureHelp(
    aboutDocument(
      server,
      'textDocument/signatureHelp',
      null,
      (document, params, around) => document.language.signatureHelp?.(document, params.position, around) ?? null,
    ),
  );
}
