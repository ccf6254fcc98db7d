import type { DocumentLink } from 'vscode-languageserver';
import { type Server, aboutDocument } from './handler';

export function documentLinks(server: Server): void {
  server.connection.onDocumentLinks(
    aboutDocument(server, 'textDocument/documentLink', [], (document, _params, around) =>
      (document.language.documentLinks?.(document, around) ?? []).flatMap((link): DocumentLink[] => {
        const code = codeOf(link);
        if (code === undefined) return [link];
        const target = server.pageOf(code, document.languageId);
        return target === undefined ? [] : [{ range: link.range, target, tooltip: `Explain ${code}` }];
      }),
    ),
  );
}

/** A link to the page of a check says only of which. */
function codeOf({ target, data }: DocumentLink): string | undefined {
  if (target !== undefined) return undefined;
  const code: unknown = typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
