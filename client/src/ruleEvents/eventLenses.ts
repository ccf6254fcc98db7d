import * as vscode from 'vscode';
import type { CommandId } from '../commands/commandIds';
import type { RuleCount } from '../panel/ruleCounter';

/** Milliseconds between two looks at the counts. */
const pace = 1000;
const setting = 'auditd.log.eventsOfRules';
const show: CommandId = 'auditd.showEventsOfRule';

/** Who counts the events of rules. */
export interface CountedRules {
  /** Is a log read, or was one? */
  readonly isReading: boolean;
  ruleCounts(): Promise<readonly RuleCount[]>;
}

/** Over each rule that records events how many it has made, while the panel has a log. Looks only while a file is in view. */
export class EventLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #counted: CountedRules;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #disposables: vscode.Disposable;
  #asking = false;
  #counts = new Map<string, readonly RuleCount[]>();
  #told = '';

  constructor(counted: CountedRules) {
    this.#counted = counted;
    this.#timer = setInterval(() => void this.#look(), pace);
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.languages.registerCodeLensProvider({ language: 'audit-rules' }, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) this.#changed.fire();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!isOn()) return [];
    const counts = this.#counts.get(document.uri.toString()) ?? [];
    return counts
      .filter(({ line }) => line < document.lineCount)
      .map((count) => {
        const command: vscode.Command = {
          title: titleOf(count),
          tooltip: vscode.l10n.t('In the Audit Log. Shows them there.'),
          command: show,
          arguments: [document.uri, count.line],
        };
        return new vscode.CodeLens(new vscode.Range(count.line, 0, count.line, 0), command);
      });
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#disposables.dispose();
  }

  async #look(): Promise<void> {
    const visible = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'audit-rules');
    if (this.#asking || !visible || !isOn() || !this.#counted.isReading) return;
    this.#asking = true;
    try {
      const counts = await this.#counted.ruleCounts();
      const told = JSON.stringify(counts);
      if (told === this.#told) return;
      this.#told = told;
      this.#counts = new Map();
      for (const count of counts) this.#counts.set(count.file, [...(this.#counts.get(count.file) ?? []), count]);
      this.#changed.fire();
    } catch {
      // The thread that counts has ended; another takes its place.
    } finally {
      this.#asking = false;
    }
  }
}

function isOn(): boolean {
  return vscode.workspace.getConfiguration().get(setting, true);
}

function titleOf({ sure, perhaps }: RuleCount): string {
  if (sure === 0 && perhaps === 1) return vscode.l10n.t('perhaps 1 event');
  if (sure === 0 && perhaps > 0) return vscode.l10n.t('perhaps {0} events', perhaps.toLocaleString());
  const events = sure === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', sure.toLocaleString());
  return perhaps === 0 ? events : vscode.l10n.t('{0}, perhaps {1} more', events, perhaps.toLocaleString());
}
