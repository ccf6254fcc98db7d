import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { envelope, receive, type Beginning, type PanelMenu } from '../../../core/src/protocol/panel';
import type { CommandId } from '../commands/commandIds';
import type { Log } from '../tail/log';
import { Logs } from '../tail/logs';
import { systemClock, type LogSource } from '../tail/source';
import type { Bookmarks } from './bookmarks';
import { PanelMemory, type Bookmark, type SourceMark } from './memory';
import { pageHtml } from './page';
import { PanelModel } from './panelModel';
import { panelWorld } from './panelWorld';
import type { Shown } from './shown';

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
};

/** The view `auditd.log`. Hidden, its page is gone; the logs go on, and a new page is told everything again. */
export class AuditLogPanel implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly memory: PanelMemory;
  readonly bookmarks: Bookmarks;
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #model: PanelModel;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    this.#extension = context.extensionUri;
    this.#output = output;
    this.memory = new PanelMemory(context.workspaceState, context.globalState);
    const world = panelWorld({
      l10n: vscode.l10n,
      memory: this.memory,
      clipboard: (text) => void vscode.env.clipboard.writeText(text),
      begin: (how) => void vscode.commands.executeCommand(beginnings[how]),
      menu: (what) => void vscode.commands.executeCommand(menus[what]),
    });
    this.bookmarks = world.bookmarks;
    this.#model = new PanelModel(world);
  }

  /** Hands the view to VS Code. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(this, vscode.window.registerWebviewViewProvider(viewId, this));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    const local = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
    const attach = () =>
      this.#model.attach((name, body) => void webview.postMessage(envelope<'toPage', typeof name>(name, body)));
    // A hidden view has no page: what were posted would be lost. A page that speaks is there.
    view.onDidChangeVisibility(() => (view.visible ? attach() : this.#model.detach()));
    view.onDidDispose(() => this.#model.detach());
    webview.onDidReceiveMessage((message: unknown) => {
      attach();
      if (!receive('toExtension', this.#model, message))
        this.#output.warn('The Audit Log page said something unknown.');
    });
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
  async open(sources: readonly PanelSource[]): Promise<readonly Log[]> {
    const keep = vscode.workspace.getConfiguration('auditd').get<number>('log.keepEvents', 200_000);
    const logs = new Logs(Math.max(1000, keep), systemClock);
    this.memory.setSources([]);
    this.#model.show(logs);
    return this.#read(logs, sources);
  }

  /** Reads more logs beside those that are there. */
  async add(sources: readonly PanelSource[]): Promise<readonly Log[]> {
    const { logs } = this.#model;
    return logs === undefined ? this.open(sources) : this.#read(logs, sources);
  }

  /** Brings the panel up. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  /** What is shown now; undefined before the first log. */
  get shown(): Shown | undefined {
    return this.#model.shown;
  }

  get filter(): string {
    return this.#model.filterText;
  }

  async setFilter(filter: string): Promise<void> {
    this.#model.replaceFilter(filter);
    await this.show();
  }

  /** Selects the row that is nearest to a moment, in milliseconds since the epoch. */
  async goToTime(moment: number): Promise<void> {
    const position = this.shown?.positionAt(moment);
    await this.show();
    if (position !== undefined) this.#model.goTo(position);
  }

  /** Selects the row of a bookmark; false when it is not shown. */
  async goToBookmark({ node, sec, ms, serial }: Bookmark): Promise<boolean> {
    const position = this.shown?.find(
      -1,
      1,
      (event) => event.serial === serial && event.sec === sec && event.ms === ms && event.node === node,
    );
    if (position === undefined) return false;
    await this.show();
    this.#model.goTo(position);
    return true;
  }

  /** To be called after the memory's columns were set. */
  columnsChanged(): void {
    this.#model.memoryChanged();
  }

  /** To be called after bookmarks were taken away. */
  bookmarksChanged(): void {
    this.#model.marksChanged();
  }

  dispose(): void {
    this.#model.dispose();
  }

  async #read(logs: Logs, sources: readonly PanelSource[]): Promise<readonly Log[]> {
    const begun = sources.map(({ source }) => logs.add(source));
    const marks = sources.map(({ mark }) => mark).filter((mark) => mark !== undefined);
    this.memory.setSources([...this.memory.sources, ...marks]);
    for (const log of begun) {
      let said = '';
      log.onChange(() => {
        const state = JSON.stringify(log.state);
        if (state !== said) this.#output.info(`${log.title}: ${state}`);
        said = state;
      });
      log.run().catch((error: unknown) => this.#output.error(error instanceof Error ? error : String(error)));
    }
    this.#model.sourcesChanged();
    await this.show();
    return begun;
  }
}
