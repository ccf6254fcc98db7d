import { type Server, aboutDocument } from './handler';

export function completion(server: Server): void {
  server.connection.onCompletion(
    aboutDocument(
      server,
      'textDocument/completion',
      [],
      (document, params, around) => document.language.completion?.(document, params.position, around) ?? [],
    ),
  );
}
