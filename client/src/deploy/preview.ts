import * as vscode from 'vscode';
import { isFileStep } from './planModel';
import { holdsSecret, withoutSecrets } from './planPlaces';
import { planText } from './planWords';
import type { JudgedPlan } from './planWords';

const hostScheme = 'auditd-host';
const planScheme = 'auditd-plan';

/** A file on both sides: bytes of a host or of a plan, a file of the workspace, or none. */
export interface Difference {
  readonly host: string;
  readonly path: string;
  readonly before: Uint8Array | vscode.Uri | undefined;
  readonly after: Uint8Array | vscode.Uri | undefined;
}

/** Shows plans before anything happens: host against workspace in the changes editor, and the plan in words beside. */
export class DeployPreview implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscription: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Under which number plans are shown: another deploy's may be shown while one runs. */
  readonly #shown = new WeakMap<readonly JudgedPlan[], number>();
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

  /** A file that the workspace has is shown from there; others from the plan itself. */
  async show(judged: readonly JudgedPlan[], purpose: 'deploy' | 'roll-back' = 'deploy'): Promise<void> {
    const number = ++this.#number;
    this.#shown.set(judged, number);
    const document = this.#virtual(planScheme, planPath(number), planText(judged));
    const changes = judged.flatMap((one) => this.#changes(one));
    const names = judged.map(({ plan }) => plan.state.host).join(', ');
    const title =
      purpose === 'deploy'
        ? vscode.l10n.t('Deploy to {0}: host ↔ workspace', names)
        : vscode.l10n.t('Roll back {0}: host now ↔ before the deploy', names);
    if (changes.length > 0) await this.showDifferences(title, changes);
    const viewColumn = changes.length > 0 ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(document, { viewColumn, preview: true, preserveFocus: true });
  }

  /** Plans that are shown learn how they went. */
  showResults(judged: readonly JudgedPlan[], results: readonly string[]): void {
    const number = this.#shown.get(judged);
    if (number === undefined) return;
    this.#changed.fire(this.#virtual(planScheme, planPath(number), planText(judged, results)));
  }

  /** Files before and after in the changes editor. */
  async showDifferences(title: string, differences: readonly Difference[]): Promise<void> {
    const number = ++this.#number;
    const changes = differences.map(({ host, path, before, after }) => {
      // The same path on both sides: else the editor takes it for a rename.
      const shared = [after, before].find((side) => side instanceof vscode.Uri)?.path ?? path;
      const sideOf = (side: Difference['before'], which: string): vscode.Uri | undefined =>
        side === undefined || side instanceof vscode.Uri
          ? side
          : this.#virtual(hostScheme, shared, shownText(path, side), `${number} ${which} ${host}`);
      const original = sideOf(before, 'before');
      const modified = sideOf(after, 'after');
      return [modified ?? original ?? vscode.Uri.from({ scheme: hostScheme, path }), original, modified];
    });
    await vscode.commands.executeCommand('vscode.changes', title, changes);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #changes({ plan, sources }: JudgedPlan): Difference[] {
    return plan.steps.filter(isFileStep).map((step) => {
      const source = sources?.get(step.name);
      const after =
        step.kind === 'remove'
          ? undefined
          : source === undefined || holdsSecret(step.path)
            ? step.content
            : vscode.Uri.parse(source, true);
      return { host: plan.state.host, path: step.path, before: step.before?.content, after };
    });
  }

  #virtual(scheme: string, path: string, text: string, query = ''): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path, query });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}

function shownText(path: string, content: Uint8Array): string {
  const text = new TextDecoder().decode(content);
  return holdsSecret(path) ? withoutSecrets(text) : text;
}

function planPath(number: number): string {
  return `/${number}/Plan`;
}
