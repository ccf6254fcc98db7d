import { type Server, aboutDocument } from './handler';

export function inlayHints(server: Server): void {
  server.connection.languages.inlayHint.on(
    aboutDocument(
      server,
      'textDocument/inlayHint',
      [],
      (document, params, around) => document.language.inlayHints?.(document, params.range, around) ?? [],
    ),
  );
}
