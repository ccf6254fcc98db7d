import { type Server, aboutDocument } from './handler';

export function semanticTokens(server: Server): void {
  server.connection.languages.semanticTokens.on(
    aboutDocument(
      server,
      'textDocument/semanticTokens/full',
      { data: [] },
      (document, _params, around) => document.language.semanticTokens?.(document, around) ?? { data: [] },
    ),
  );
}
