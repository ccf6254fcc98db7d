import { type Server, aboutDocument } from './handler';

export function rename(server: Server): void {
  server.connection.onPrepareRename(
    aboutDocument(
      server,
      'textDocument/prepareRename',
      null,
      (document, params, around) => document.language.renameRange?.(document, params.position, around) ?? null,
    ),
  );
  server.connection.onRenameRequest(
    aboutDocument(
      server,
      'textDocument/rename',
      null,
      (document, params, around) =>
        document.language.rename?.(document, params.position, params.newName, around) ?? null,
    ),
  );
}
