import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Beginning, PanelMenu } from '../../../core/src/protocol/panel';
import type { CommandId } from '../commands/commandIds';
import { ToldMemory } from '../reading/mirroredMemory';
import { Reading } from '../reading/reading';
import type { ReadLog } from '../reading/readLog';
import type { LogSource } from '../tail/source';
import { Bookmarks } from './bookmarks';
import type { ExportFormat, ExportPiece } from './exported';
import type { PanelMemory, Bookmark, SourceMark } from './memory';
import { pageHtml } from './page';
import type { RulesText } from './panelRules';
import type { RuleCount } from './ruleCounter';

const viewId = 'auditd.log';

/** A log to be read, and how it is found again after the window was closed; undefined where it cannot be. */
export interface PanelSource {
  readonly source: LogSource;
  readonly mark: SourceMark | undefined;
}

const beginnings: Readonly<Record<Beginning, CommandId>> = {
  tail: 'auditd.tailCentralLog',
  file: 'auditd.openLogFile',
  resume: 'auditd.resumeLogs',
};

const menus: Readonly<Record<PanelMenu, CommandId>> = {
  filters: 'auditd.savedFilters',
  time: 'auditd.jumpToTime',
  bookmarks: 'auditd.bookmarks',
  export: 'auditd.exportEvents',
  columns: 'auditd.logColumns',
  sources: 'auditd.addLog',
  search: 'auditd.searchCentralLog',
  diagnose: 'auditd.diagnose',
};

/**
 * The view `auditd.log`. What it shows a thread of its own knows; here it is only handed to the page. Hidden, its page is
 * gone; the logs go on, and a new page is told everything again.
 */
export class AuditLogPanel implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #memory: ToldMemory;
  readonly #reading: Reading;
  #page: vscode.Webview | undefined;
  #rules: RulesText | undefined;
  readonly #opened = new vscode.EventEmitter<void>();
  /** Logs are read into the panel. */
  readonly onDidOpen = this.#opened.event;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    this.#extension = context.extensionUri;
    this.#output = output;
    const mementos = { workspace: context.workspaceState, everywhere: context.globalState };
    this.#memory = new ToldMemory(mementos, (change) => this.#reading.memoryChanged(change));
    this.#reading = new Reading({
      script: vscode.Uri.joinPath(this.#extension, 'dist', 'readerThread.js').fsPath,
      start: () => ({ memory: this.#memory.all, translations: vscode.l10n.bundle, rules: this.#rules }),
      post: (message) => void this.#page?.postMessage(message),
      remember: (change) => this.#memory.take(change),
      copy: (text) => void vscode.env.clipboard.writeText(text),
      begin: (how) => void vscode.commands.executeCommand(beginnings[how]),
      menu: (what) => void vscode.commands.executeCommand(menus[what]),
      openRule: (file, line) => void this.#openRule(file, line),
      remark: (text) => output.info(text),
      complain: (text) => output.error(text),
      givenUp: (reason) =>
        void vscode.window.showErrorMessage(
          vscode.l10n.t(
            'The logs in the Audit Log are not read any more: what reads them ended again and again ({0}). Tail or open them anew; the output channel Auditd says more.',
            reason,
          ),
        ),
    });
  }

  get memory(): PanelMemory {
    return this.#memory.memory;
  }

  get bookmarks(): Bookmarks {
    return new Bookmarks(this.memory);
  }

  /** Hands the view to VS Code. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(this, vscode.window.registerWebviewViewProvider(viewId, this));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    const local = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
    this.#page = webview;
    // A hidden view has no page: what were posted would be lost. A page that speaks is there.
    view.onDidChangeVisibility(() => (view.visible ? this.#reading.pageCame() : this.#reading.pageWent()));
    view.onDidDispose(() => this.#reading.pageWent());
    webview.onDidReceiveMessage((message: unknown) => void this.#hear(message));
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [dist] };
    webview.html = pageHtml({
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      script: local('webview.js'),
      style: local('webview.css'),
      language: vscode.env.language,
    });
  }

  /**
   * Reads logs into the panel, in place of those before, and brings the panel up. Answers the logs at once; they run on
   * until they are stopped or have ended.
   */
  async open(sources: readonly PanelSource[]): Promise<readonly ReadLog[]> {
    this.memory.setSources([]);
    return this.#read(sources, 'show');
  }

  /** Reads more logs beside those that are there. */
  async add(sources: readonly PanelSource[]): Promise<readonly ReadLog[]> {
    return this.#reading.isEmpty ? this.open(sources) : this.#read(sources, 'add');
  }

  /** Brings the panel up. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  /** Events are held against these from now on. */
  setRules(rules: RulesText): void {
    this.#rules = rules;
    this.#reading.rulesChanged(rules);
  }

  get isReading(): boolean {
    return !this.#reading.isEmpty;
  }

  /** How many events each rule of the workspace has made. */
  ruleCounts(): Promise<readonly RuleCount[]> {
    return this.#reading.reader.call('ruleCounts');
  }

  /** The filter that shows the events of the rule of a line, counted from 0; undefined: no rule of it is loaded. */
  filterOfRule(file: string, line: number): Promise<string | undefined> {
    return this.#reading.reader.call('filterOfRule', file, line);
  }

  /** How many events are shown now, and when the first was, in milliseconds since the epoch. */
  extent(): Promise<{ readonly events: number; readonly first: number | undefined }> {
    return this.#reading.reader.call('extent');
  }

  /** The events that are shown now, as text in pieces. */
  exported(format: ExportFormat): AsyncGenerator<ExportPiece, void, void> {
    return this.#reading.exported(format);
  }

  get filter(): string {
    return this.memory.filter;
  }

  async setFilter(filter: string): Promise<void> {
    this.#reading.reader.tell('replaceFilter', filter);
    await this.show();
  }

  /** Selects the row that is nearest to a moment, in milliseconds since the epoch. */
  async goToTime(moment: number): Promise<void> {
    const position = await this.#reading.reader.call('positionAt', moment);
    await this.show();
    if (position !== undefined) this.#reading.reader.tell('goTo', position);
  }

  /** Selects the row of a bookmark; false when it is not shown. */
  async goToBookmark(bookmark: Bookmark): Promise<boolean> {
    const position = await this.#reading.reader.call('positionOf', bookmark);
    if (position === undefined) return false;
    await this.show();
    this.#reading.reader.tell('goTo', position);
    return true;
  }

  dispose(): void {
    this.#opened.dispose();
    this.#reading.dispose();
  }

  /** Only files whose rules were handed over are opened, whatever is asked for. */
  async #openRule(file: string, line: number): Promise<void> {
    const isKnown = this.#rules?.programs.some(
      ({ host, files }) => host === undefined && files.some(({ id }) => id === file),
    );
    if (isKnown !== true) return;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(file, true));
    const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
    await vscode.window.showTextDocument(document, { selection: range });
  }

  async #hear(message: unknown): Promise<void> {
    const known = await this.#reading.heard(message).catch(() => true);
    if (!known) this.#output.warn('The Audit Log page said something unknown.');
  }

  async #read(sources: readonly PanelSource[], how: 'show' | 'add'): Promise<readonly ReadLog[]> {
    const keep = vscode.workspace.getConfiguration('auditd').get<number>('log.keepEvents', 200_000);
    const all = sources.map(({ source }) => source);
    const logs = how === 'add' ? this.#reading.add(all) : this.#reading.show(all, Math.max(1000, keep));
    this.#opened.fire();
    const marks = sources.map(({ mark }) => mark).filter((mark) => mark !== undefined);
    this.memory.setSources([...this.memory.sources, ...marks]);
    for (const log of logs) log.onChange(() => this.#output.info(`${log.title}: ${JSON.stringify(log.state)}`));
    await this.show();
    return logs;
  }
}
