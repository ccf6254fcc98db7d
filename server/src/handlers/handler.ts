import type { CancellationToken, Connection, ResponseError } from 'vscode-languageserver';
import type { LanguageId } from '../../../core/src/kinds';
import type { Surroundings } from '../language/language';
import type { Publisher } from '../session/diagnostics';
import type { ParsedDocument } from '../session/documents';
import { ContentModified, type Log, guarded } from '../session/guard';
import type { Session } from '../session/session';
import type { WorkspaceFiles } from '../session/workspaceFiles';

/** What a handler works with. */
export interface Server {
  readonly connection: Connection;
  readonly session: Session;
  readonly workspace: WorkspaceFiles;
  readonly publisher: Publisher;
  readonly log: Log;
  /** The address of a check's page, where there is one. */
  readonly pageOf: (code: string, languageId: LanguageId) => string | undefined;
}

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

/**
 * A guarded handler that asks about one document as it stands when the request comes; `empty` is the answer for a
 * document that is not ours. Edited meanwhile, the request is refused instead of answered for text that is gone.
 */
export function aboutDocument<Params extends OfDocument, Result>(
  server: Server,
  name: string,
  empty: Result,
  ask: (document: ParsedDocument, params: Params, around: Surroundings) => Promise<Result> | Result,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return guarded<Params, Result>(name, server.log, empty, async (params, token) => {
    const document = server.session.documents.get(params.textDocument.uri);
    if (document === undefined) return empty;
    const around = await server.session.around(document);
    if (token.isCancellationRequested) return empty;
    if (!server.session.isCurrent(document)) throw new ContentModified();
    return ask(document, params, around);
  });
}
