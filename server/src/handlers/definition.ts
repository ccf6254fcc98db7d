import { type Server, aboutDocument } from './handler';

export function definition(server: Server): void {
  server.connection.onDefinition(
    aboutDocument(
      server,
      'textDocument/definition',
      null,
      (document, params, around) => document.language.definition?.(document, params.position, around) ?? null,
    ),
  );
}
