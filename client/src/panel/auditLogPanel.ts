import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { envelope, receive } from '../../../core/src/protocol/panel';
import { Log } from '../tail/log';
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
   * Reads a log into the panel in place of the one before, and brings the panel up. Answers the log at once; it runs on
   * until it is stopped or has ended.
   */
  async open(source: LogSource): Promise<Log> {
    const keep = vscode.workspace.getConfiguration('auditd').get<number>('log.keepEvents', 200_000);
    const log = new Log(source, Math.max(1000, keep), systemClock);
    this.#model.show(log);
    let said = '';
    log.onChange(() => {
      const state = JSON.stringify(log.state);
      if (state !== said) this.#output.info(`${log.title}: ${state}`);
      said = state;
    });
    log.run().catch((error: unknown) => this.#output.error(error instanceof Error ? error : String(error)));
    await vscode.commands.executeCommand(`${viewId}.focus`);
    return log;
  }

  /** What is read now; undefined before the first. */
  get log(): Log | undefined {
    return this.#model.log;
  }

  dispose(): void {
    this.#model.dispose();
  }
}
