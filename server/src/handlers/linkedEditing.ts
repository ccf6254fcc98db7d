import { type Server, aboutDocument } from './handler';

export function linkedEditing(server: Server): void {
  server.connection.languages.onLinkedEditingRange(
    aboutDocument(
      server,
      'textDocument/linkedEditingRange',
      null,
      (document, params) => document.language.linkedEditing?.(document, params.position) ?? null,
    ),
  );
}
