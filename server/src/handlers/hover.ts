import { type Server, aboutDocument } from './handler';

export function hover(server: Server): void {
  server.connection.onHover(
    aboutDocument(
      server,
      'textDocument/hover',
      null,
      (document, params, around) => document.language.hover?.(document, params.position, around) ?? null,
    ),
  );
}
