import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Server } from './handler';
import type { Language } from '../language/language';
import { languages } from '../language/languages';
import { explainCheck } from '../language/quickFixes';
import { semanticLegend } from '../language/semanticLegend';

/** What the client can do, told at `initialize`. */
export interface ClientAbilities {
  readonly canPull: boolean;
  readonly canRefreshDiagnostics: boolean;
  readonly canBeAskedForSettings: boolean;
  readonly canRegisterForSettings: boolean;
}

export function clientAbilities({ capabilities }: InitializeParams): ClientAbilities {
  return {
    canPull: capabilities.textDocument?.diagnostic !== undefined,
    canRefreshDiagnostics: capabilities.workspace?.diagnostics?.refreshSupport === true,
    canBeAskedForSettings: capabilities.workspace?.configuration === true,
    canRegisterForSettings: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true,
  };
}

/** The addresses of the folders that the client has open. */
export function rootsOf({ workspaceFolders, ...older }: InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders.map(({ uri }) => uri);
  // Clients before LSP 3.6 know of one folder.
  const root: unknown = 'rootUri' in older ? older.rootUri : undefined;
  return typeof root === 'string' ? [root] : [];
}

/** What the languages offer, nothing else. */
export function serverCapabilities(offered: readonly Language[] = languages): ServerCapabilities {
  const offers = (feature: keyof Language): boolean => offered.some((language) => language[feature] !== undefined);
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: { identifier: 'auditd', interFileDependencies: true, workspaceDiagnostics: false },
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, 'source.fixAll.auditd'],
    },
    executeCommandProvider: { commands: [explainCheck] },
    ...(offers('completion')
      ? { completionProvider: { triggerCharacters: ['-', ' ', ',', '=', '<', '>', '!', '/', '&'] } }
      : {}),
    ...(offers('signatureHelp') ? { signatureHelpProvider: { triggerCharacters: [' ', '='] } } : {}),
    ...(offers('semanticTokens')
      ? { semanticTokensProvider: { legend: semanticLegend, full: { delta: true }, range: true } }
      : {}),
    ...(offers('codeLenses') ? { codeLensProvider: { resolveProvider: offers('resolveCodeLens') } } : {}),
    ...(offers('documentLinks') ? { documentLinkProvider: {} } : {}),
    ...(offers('rename') ? { renameProvider: { prepareProvider: offers('renameRange') } } : {}),
    linkedEditingRangeProvider: offers('linkedEditing'),
    workspaceSymbolProvider: offers('workspaceSymbols'),
    hoverProvider: offers('hover'),
    documentSymbolProvider: offers('documentSymbols'),
    foldingRangeProvider: offers('foldingRanges'),
    definitionProvider: offers('definition'),
    referencesProvider: offers('references'),
    documentHighlightProvider: offers('highlights'),
    documentFormattingProvider: offers('formatting'),
    inlayHintProvider: offers('inlayHints'),
    selectionRangeProvider: offers('selectionRanges'),
  };
}

/** After `initialized`: asks to hear of changed settings, where the client lets itself be asked. */
export function listenForSettings({ connection, log }: Server, abilities: ClientAbilities): void {
  if (!abilities.canRegisterForSettings) return;
  connection.client
    .register(DidChangeConfigurationNotification.type, { section: 'auditd' })
    .catch((error: unknown) => log.error(`settings: ${String(error)}`));
}
