import { setFlagsFromString } from 'node:v8';
import { type Connection, ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { auditdMessages } from './handlers/auditdMessages';
import { codeActions } from './handlers/codeActions';
import { codeLens } from './handlers/codeLens';
import { completion } from './handlers/completion';
import { definition } from './handlers/definition';
import { diagnostics } from './handlers/diagnostics';
import { documentHighlights } from './handlers/documentHighlights';
import { documentLinks } from './handlers/documentLinks';
import { documentSymbols } from './handlers/documentSymbols';
import { executeCommand } from './handlers/executeCommand';
import { foldingRanges } from './handlers/foldingRanges';
import { formatting } from './handlers/formatting';
import type { Server } from './handlers/handler';
import { hover } from './handlers/hover';
import { clientAbilities, listenForSettings, rootsOf, serverCapabilities } from './handlers/initialize';
import { inlayHints } from './handlers/inlayHints';
import { linkedEditing } from './handlers/linkedEditing';
import { references } from './handlers/references';
import { rename } from './handlers/rename';
import { selectionRanges } from './handlers/selectionRanges';
import { semanticTokens } from './handlers/semanticTokens';
import { signatureHelp } from './handlers/signatureHelp';
import { surroundings } from './handlers/surroundings';
import { textSync } from './handlers/textSync';
import { unread } from './handlers/unreadMessages';
import { workspaceSymbols } from './handlers/workspaceSymbols';
import { BoundedInput } from './session/boundedInput';
import { Publisher } from './session/diagnostics';
import { Documents } from './session/documents';
import { Folders } from './session/folder';
import { packageVersion, pageFinder } from './session/installation';
import { Session } from './session/session';
import { SettingsOfDocuments } from './session/settings';
import { insteadOf } from './session/unreadMessages';
import { WorkspaceFiles } from './session/workspaceFiles';

const methods: readonly ((server: Server) => void)[] = [
  textSync, surroundings, diagnostics, completion, hover, signatureHelp, codeActions, executeCommand, codeLens, definition,
  references, rename, documentHighlights, documentLinks, documentSymbols, foldingRanges, formatting, inlayHints,
  linkedEditing, selectionRanges, semanticTokens, workspaceSymbols, auditdMessages, unread,
]; // prettier-ignore

/** An editor starts a server for each language: memory that was let go is collected soon, rather than left to grow. */
const thrift = ['--heap-growing-percent=20', '--semi-space-growth-factor=1'];

function serve(connection: Connection): void {
  for (const flag of thrift) setFlagsFromString(flag);
  const log = { error: (message: string) => connection.console.error(message) };
  const pageOf = pageFinder(__dirname);

  connection.onInitialize((params) => {
    const abilities = clientAbilities(params);
    const documents = new Documents();
    const ask = (uri: string) => connection.workspace.getConfiguration({ scopeUri: uri, section: 'auditd' });
    const settings = new SettingsOfDocuments(abilities.canBeAskedForSettings ? ask : undefined);
    settings.changed(params.initializationOptions);
    const folders = new Folders(documents);
    const session = new Session(documents, settings, folders);
    const workspace = new WorkspaceFiles(rootsOf(params), documents, folders);
    const publisher = new Publisher(session, connection, log, pageOf);
    if (abilities.canPull) publisher.mode = { kind: 'pull', canRefresh: abilities.canRefreshDiagnostics };
    const server: Server = { connection, session, workspace, publisher, log, pageOf };
    for (const register of methods) register(server);
    connection.onInitialized(() => listenForSettings(server, abilities));
    return {
      capabilities: serverCapabilities(),
      serverInfo: { name: 'auditd-language-server', version: packageVersion(__dirname) },
    };
  });
  connection.listen();
}

function connectionFor(options: readonly string[]): Connection {
  if (!options.includes('--stdio')) return createConnection(ProposedFeatures.all);
  const input = process.stdin.pipe(new BoundedInput(insteadOf));
  return createConnection(ProposedFeatures.all, input, process.stdout);
}

const usage = `auditd-language-server --stdio | --node-ipc

A language server for Linux audit rules and the configuration of auditd and its plugins.
It is started by an editor, which speaks the Language Server Protocol with it.
`;

const options = process.argv.slice(2);
if (options.includes('--version')) {
  console.log(packageVersion(__dirname));
} else if (options.includes('--help')) {
  process.stdout.write(usage);
} else if (!options.some((option) => /^--(stdio|node-ipc|socket|pipe)(=|$)/.test(option))) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  serve(connectionFor(options));
}
