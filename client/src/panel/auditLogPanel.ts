import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { envelope, receive } from '../../../core/src/protocol/panel';
import type { Log } from '../tail/log';
import { Logs } from '../tail/logs';
import { systemClock, type LogSource } from '../tail/source';
import { pageHtml } from './page';
import { PanelModel } from './panelModel';
import { panelWorld } from './panelWorld';

const viewId = 'auditd.log';

/** The view `auditd.log`. Hidden, its page is gone; the log goes on, and a new page is told everything again. */
export class AuditLogPanel implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #model: PanelModel;

  constructor(extension: vscode.Uri, output: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#output = output;
    this.#model = new PanelModel(
      panelWorld({
        l10n: vscode.l10n,
        clipboard: (text) => void vscode.env.clipboard.writeText(text),
        begin: (how) =>
          void vscode.commands.executeCommand(how === 'tail' ? 'auditd.tailCentralLog' : 'auditd.openLogFile'),
      }),
    );
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
  async open(sources: readonly LogSource[]): Promise<readonly Log[]> {
    const keep = vscode.workspace.getConfiguration('auditd').get<number>('log.keepEvents', 200_000);
    const logs = new Logs(Math.max(1000, keep), systemClock);
    this.#model.show(logs);
    return this.#read(logs, sources);
  }

  /** Reads more logs beside those that are there. */
  async add(sources: readonly LogSource[]): Promise<readonly Log[]> {
    const { logs } = this.#model;
    return logs === undefined ? this.open(sources) : this.#read(logs, sources);
  }

  async #read(logs: Logs, sources: readonly LogSource[]): Promise<readonly Log[]> {
    const begun = sources.map((source) => logs.add(source));
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
    await vscode.commands.executeCommand(`${viewId}.focus`);
    return begun;
  }

  dispose(): void {
    this.#model.dispose();
  }
}
