import * as vscode from 'vscode';
import { isFileStep } from './payload';
import { planText } from './planWords';
import type { JudgedPlan } from './planWords';

const hostScheme = 'auditd-host';
const planScheme = 'auditd-plan';

/** Shows plans before anything happens: host against workspace in the changes editor, and the plan in words beside. */
export class DeployPreview implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscription: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  #number = 0;

  constructor() {
    const provider: vscode.TextDocumentContentProvider = {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      onDidChange: this.#changed.event,
    };
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(hostScheme, provider),
      vscode.workspace.registerTextDocumentContentProvider(planScheme, provider),
      vscode.workspace.onDidCloseTextDocument((document) => this.#texts.delete(document.uri.toString())),
    );
  }

  /** `sources`: where the workspace has a file, by its name on the host; others are shown from the plan itself. */
  async show(judged: readonly JudgedPlan[], sources: ReadonlyMap<string, vscode.Uri>): Promise<void> {
    const number = ++this.#number;
    const document = this.#virtual(planScheme, planPath(number), planText(judged));
    const changes = judged.flatMap((one) => this.#changes(one, sources, number));
    const title = vscode.l10n.t(
      'Deploy to {0}: host ↔ workspace',
      judged.map(({ plan }) => plan.state.host).join(', '),
    );
    if (changes.length > 0) await vscode.commands.executeCommand('vscode.changes', title, changes);
    const viewColumn = changes.length > 0 ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(document, { viewColumn, preview: true, preserveFocus: true });
  }

  /** The plan that is shown learns how it went. */
  showResults(judged: readonly JudgedPlan[], results: readonly string[]): void {
    this.#changed.fire(this.#virtual(planScheme, planPath(this.#number), planText(judged, results)));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #changes(
    { plan }: JudgedPlan,
    sources: ReadonlyMap<string, vscode.Uri>,
    number: number,
  ): [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined][] {
    const { host } = plan.state;
    return plan.steps.filter(isFileStep).map((step) => {
      const name = step.path.slice(step.path.lastIndexOf('/') + 1);
      const before = step.before === undefined ? '' : new TextDecoder().decode(step.before.content);
      const after = (text: string, path: string): vscode.Uri =>
        this.#virtual(hostScheme, path, text, `${number} after`);
      const modified =
        step.kind === 'remove'
          ? undefined
          : (sources.get(name) ?? after(new TextDecoder().decode(step.content), step.path));
      // The same path on both sides: else the editor takes it for a rename.
      const path = modified?.path ?? step.path;
      const original =
        step.before === undefined ? undefined : this.#virtual(hostScheme, path, before, `${number} ${host}`);
      return [modified ?? original ?? after('', path), original, modified];
    });
  }

  #virtual(scheme: string, path: string, text: string, query = ''): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path, query });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}

function planPath(number: number): string {
  return `/${number}/Plan`;
}
