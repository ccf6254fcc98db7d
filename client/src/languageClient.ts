import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type Location,
  type Middleware,
  type Position,
  type ServerOptions,
  TransportKind,
  vsdiag,
} from 'vscode-languageclient/node';
import { languageIds } from '../../core/src/kinds';
import {
  type FindingsParams,
  type FindingsResult,
  type SetTargetParams,
  languageMessages,
} from '../../core/src/protocol/language';
import type { Target } from '../../core/src/target';
import { effectiveScheme } from './effectiveRules/effectiveUri';

/** The language server, as the rest of the extension may use it. */
export interface LanguageServer extends vscode.Disposable {
  /** From now on judge for this target; undefined: for that of the settings. */
  setTarget(target: Target | undefined): Promise<void>;
  /** What a target would say of a text, whether it is open or not. */
  findings(params: FindingsParams): Promise<FindingsResult>;
}

/** Starts the server and waits until it answers. Rejects when it cannot be started; the reason is in `log`. */
export async function startLanguageClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<LanguageServer> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const watchers = ['**/rules.d/*.rules', '**/{audit,audisp}/**/*.conf'].map((pattern) =>
    vscode.workspace.createFileSystemWatcher(pattern),
  );
  const options: LanguageClientOptions = {
    documentSelector: languageIds.map((language) => ({ language })),
    outputChannel: log,
    diagnosticPullOptions: { onChange: true, onTabs: true },
    synchronize: { fileEvents: watchers },
    middleware: {
      window: { showDocument: showPage },
      // Lines of effective rules lead to their files, and lenses name these.
      provideDefinition: (document, position, token, next) =>
        isEffective(document) ? undefined : next(document, position, token),
      provideDiagnostics: (document, previous, token, next) =>
        isEffective('uri' in document ? document : { uri: document })
          ? { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] }
          : next(document, previous, token),
      provideCodeLenses: (document, token, next) => (isEffective(document) ? [] : next(document, token)),
      resolveCodeLens: async (lens, token, next) => withLocations((await next(lens, token)) ?? lens, client),
    },
  };
  const client = new LanguageClient('auditd', 'Auditd', server, options);
  await client.start();
  return {
    setTarget: (target) =>
      client.sendNotification(languageMessages.setTarget, { target: target ?? null } satisfies SetTargetParams),
    findings: (params) => client.sendRequest<FindingsResult>(languageMessages.findings, params),
    dispose: () => {
      for (const watcher of watchers) watcher.dispose();
      void client.dispose();
    },
  };
}

/** The command that lists places takes the editor's own kind of places, not those of the protocol. */
function withLocations(lens: vscode.CodeLens, { protocol2CodeConverter: convert }: LanguageClient): vscode.CodeLens {
  if (lens.command?.command !== 'editor.action.showReferences') return lens;
  const [uri, position, locations] = lens.command.arguments as [string, Position, Location[]];
  lens.command.arguments = [
    convert.asUri(uri),
    convert.asPosition(position),
    locations.map((each) => convert.asLocation(each)),
  ];
  return lens;
}

/** What augenrules makes is explained and coloured like any rules file; findings are shown in the files that it is made of. */
function isEffective({ uri }: { readonly uri: vscode.Uri }): boolean {
  return uri.scheme === effectiveScheme;
}

/** The server shows pages of checks, which read better rendered than as text. */
const showPage: NonNullable<NonNullable<Middleware['window']>['showDocument']> = async (params, token, next) => {
  if (!params.uri.endsWith('.md')) return next(params, token);
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(params.uri, true));
  return { success: true };
};
