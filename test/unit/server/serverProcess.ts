import { build } from 'esbuild';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClientCapabilities,
  type CompletionItem,
  type Diagnostic,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';

const root = join(import.meta.dirname, '../../..');

/** The server, or another command, as it is shipped: one bundle, run by plain node. */
export async function bundleServer(
  entry = 'server/src/main.ts',
): Promise<{ path: string; folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'auditd-server-'));
  const path = join(folder, 'dist', 'server.js');
  await build({
    entryPoints: [join(root, entry)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    loader: { '.md': 'text' },
    logLevel: 'error',
  });
  cpSync(join(root, 'server/src/language/rules/checks'), join(folder, 'dist/checks/rules'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return { path, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

interface StartOptions {
  readonly transport?: 'stdio' | 'ipc';
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly workspaceFolders?: readonly string[];
  /** Answers to workspace/configuration. */
  readonly configuration?: () => unknown;
}

/** A language client in a few lines, speaking with a real server process. */
export class TestClient {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly logged: string[] = [];
  readonly initialized: Promise<InitializeResult>;
  readonly #published = new Map<string, PublishDiagnosticsParams>();
  readonly #texts = new Map<string, { text: string; version: number }>();

  constructor(server: string, options: StartOptions = {}) {
    if (options.transport === 'ipc') {
      this.process = fork(server, ['--node-ipc'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      this.connection = createProtocolConnection(
        new IPCMessageReader(this.process),
        new IPCMessageWriter(this.process),
      );
    } else {
      const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
      this.process = child;
      this.connection = createProtocolConnection(
        new StreamMessageReader(child.stdout),
        new StreamMessageWriter(child.stdin),
      );
    }
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.set(params.uri, params);
    });
    connection.onNotification(
      'window/logMessage',
      ({ message }: { message: string }) => void this.logged.push(message),
    );
    connection.onRequest('workspace/configuration', (params: { items: unknown[] }) =>
      params.items.map(() => options.configuration?.() ?? null),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onError(() => undefined);
    connection.listen();
    this.initialized = connection
      .sendRequest<InitializeResult>('initialize', {
        processId: process.pid,
        rootUri: null,
        ...(options.workspaceFolders && {
          workspaceFolders: options.workspaceFolders.map((uri) => ({ uri, name: uri })),
        }),
        capabilities: options.capabilities ?? {},
        initializationOptions: options.initializationOptions,
      })
      .then(async (result) => {
        await connection.sendNotification('initialized', {});
        return result;
      });
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    await this.initialized;
    return this.connection.sendRequest<Result>(method, params);
  }

  async open(uri: string, text: string, languageId = 'audit-rules'): Promise<void> {
    await this.initialized;
    this.#texts.set(uri, { text, version: 1 });
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces what stands between two offsets, as an editor tells it: by lines and columns. */
  async edit(uri: string, start: number, end: number, newText: string): Promise<number> {
    const before = this.#texts.get(uri);
    if (before === undefined) throw new Error(`${uri} is not open`);
    const version = before.version + 1;
    this.#texts.set(uri, { text: before.text.slice(0, start) + newText + before.text.slice(end), version });
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [
        { range: { start: positionAt(before.text, start), end: positionAt(before.text, end) }, text: newText },
      ],
    });
    return version;
  }

  textOf(uri: string): string {
    return this.#texts.get(uri)?.text ?? '';
  }

  async close(uri: string): Promise<void> {
    this.#texts.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** What was pushed last, as soon as it is for this version or a later one. */
  async pushed(
    uri: string,
    wish: { version?: number; until?: (diagnostics: Diagnostic[]) => boolean } = {},
  ): Promise<Diagnostic[]> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const seen = this.#published.get(uri);
      const isNew = seen !== undefined && (wish.version === undefined || (seen.version ?? 0) >= wish.version);
      if (isNew && (wish.until === undefined || wish.until(seen.diagnostics))) return seen.diagnostics;
      if (Date.now() > deadline) throw new Error(`no such diagnostics of ${uri}; last: ${JSON.stringify(seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    if (this.process.exitCode !== null) return;
    const hard = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await this.connection.sendRequest('shutdown').catch(() => undefined);
    await this.connection.sendNotification('exit').catch(() => undefined);
    await ended;
    clearTimeout(hard);
    this.connection.dispose();
  }
}

export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

export function offsetAt(text: string, position: { line: number; character: number }): number {
  const lines = text.split('\n');
  return lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
}

/** A text in which `|` stands for the cursor. */
export function withCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|');
  if (offset === -1) throw new Error('no | in the text');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** The text after the completion was taken. */
export function taken(text: string, item: CompletionItem): string {
  const edit = item.textEdit;
  if (edit === undefined || !('range' in edit)) throw new Error(`${item.label} has no edit with a range`);
  return text.slice(0, offsetAt(text, edit.range.start)) + edit.newText + text.slice(offsetAt(text, edit.range.end));
}
