import type { CodeLens } from 'vscode-languageserver';
import { guarded } from '../session/guard';
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
  server.connection.onCodeLensResolve(
    guarded<CodeLens, CodeLens | null>('codeLens/resolve', server.log, null, async (lens) => {
      const data: unknown = lens.data;
      const uri: unknown = typeof data === 'object' && data !== null && 'uri' in data ? data.uri : undefined;
      const document = typeof uri === 'string' ? server.session.documents.get(uri) : undefined;
      if (document?.language.resolveCodeLens === undefined) return lens;
      return document.language.resolveCodeLens(document, lens, await server.session.around(document));
    }) as (lens: CodeLens) => Promise<CodeLens>,
  );
}
