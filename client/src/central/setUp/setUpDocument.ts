import * as vscode from 'vscode';

const scheme = 'auditd-central';

/** The plan, and then how far it has come: one read-only document that is written anew while it is looked at. */
export class SetUpDocument implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscription: vscode.Disposable;
  readonly #uri = vscode.Uri.from({ scheme, path: '/Set Up Central Logging' });
  #text = '';

  constructor() {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: () => this.#text,
        onDidChange: this.#changed.event,
      }),
    );
  }

  write(text: string): void {
    this.#text = text;
    this.#changed.fire(this.#uri);
  }

  /** Where it is shown already, there it stays. */
  async show(viewColumn: vscode.ViewColumn = vscode.ViewColumn.Active): Promise<void> {
    if (vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === this.#uri.toString()))
      return;
    await vscode.window.showTextDocument(this.#uri, { viewColumn, preview: true, preserveFocus: true });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
