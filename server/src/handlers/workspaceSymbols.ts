import type { SymbolInformation, WorkspaceSymbolParams } from 'vscode-languageserver';
import { guarded } from '../session/guard';
import type { Server } from './handler';

/** More than this nobody reads; who looks for one thing types on. */
const mostSymbols = 1000;

export function workspaceSymbols(server: Server): void {
  server.connection.onWorkspaceSymbol(
    guarded<WorkspaceSymbolParams, SymbolInformation[]>(
      'workspace/symbol',
      server.log,
      [],
      async ({ query }, token) => {
        const found: SymbolInformation[] = [];
        const wanted = query.toLowerCase();
        for (const document of await server.workspace.documents()) {
          if (token.isCancellationRequested || found.length >= mostSymbols) break;
          for (const symbol of document.language.workspaceSymbols?.(document) ?? []) {
            if (hasInOrder(symbol.name.toLowerCase(), wanted)) found.push(symbol);
          }
        }
        return found.slice(0, mostSymbols);
      },
    ),
  );
}

/** As editors match: the letters of the query in their order, others between them. */
function hasInOrder(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    if (letter === ' ') continue;
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
