import * as vscode from 'vscode';
import { isLanguageId } from '../../core/src/kinds';
import { type Target, defaultTarget } from '../../core/src/target';

const rememberedKey = 'auditd.target';

/**
 * What the files of this window are written for: chosen by the person and remembered for the workspace, else the
 * selected host once it was looked at, else what the settings say. Shown in the status bar while an audit file is
 * before one.
 */
export class TargetChoice implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #item: vscode.StatusBarItem;
  readonly #changed = new vscode.EventEmitter<Target | undefined>();
  readonly #disposables: vscode.Disposable;
  #selectedHost: Target | undefined;
  /** undefined: settings decide. */
  readonly onDidChange = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#item = vscode.window.createStatusBarItem('auditd.target', vscode.StatusBarAlignment.Right, 101);
    this.#item.name = vscode.l10n.t('Audit target');
    this.#item.command = 'auditd.selectTarget';
    this.#disposables = vscode.Disposable.from(
      this.#item,
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('auditd.target')) this.#show();
      }),
    );
    this.#show();
  }

  /** undefined: settings decide. */
  get chosen(): Target | undefined {
    return readTarget(this.#memory.get(rememberedKey)) ?? this.#selectedHost;
  }

  /** The chosen target, else that of the settings, for the file before one. */
  get current(): Target {
    const settings = vscode.workspace.getConfiguration('auditd.target', vscode.window.activeTextEditor?.document.uri);
    return (
      this.chosen ?? {
        auditVersion: settings.get('version', defaultTarget.auditVersion),
        arch: settings.get('arch', defaultTarget.arch),
      }
    );
  }

  /** undefined: the selected host decides again, or the settings. */
  async choose(target: Target | undefined): Promise<void> {
    await this.#memory.update(rememberedKey, target);
    this.#show();
    this.#changed.fire(this.chosen);
  }

  /** What a host showed when it was looked at: taken over while this host is the target. */
  async hostObserved(seen: Target & { readonly host: string }): Promise<void> {
    if (readTarget(this.#memory.get(rememberedKey))?.host === seen.host) await this.choose(seen);
  }

  /** The selected host, as far as it was looked at in this window. */
  hostSelected(seen: Target | undefined): void {
    if (seen === this.#selectedHost) return;
    this.#selectedHost = seen;
    this.#show();
    this.#changed.fire(this.chosen);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #show(): void {
    const language = vscode.window.activeTextEditor?.document.languageId;
    if (language === undefined || !isLanguageId(language) || language === 'audit-log') return this.#item.hide();
    const { auditVersion, arch, host } = this.current;
    const parts = [vscode.l10n.t('Audit {0}', auditVersion), arch, ...(host === undefined ? [] : [host])];
    this.#item.text = parts.join(' · ');
    this.#item.tooltip = vscode.l10n.t(
      'Findings are for audit {0} on {1}. Click to choose another version, machine or host.',
      auditVersion,
      arch,
    );
    this.#item.show();
  }
}

/** What was remembered may come from an older release of this extension. */
function readTarget(value: unknown): Target | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { auditVersion, arch } = value as Partial<Target>;
  return typeof auditVersion === 'string' && typeof arch === 'string' ? (value as Target) : undefined;
}
