import * as vscode from 'vscode';
import type { CompiledLine, RuleComparison } from './ruleBook';

/** What a proof found, beside the lines of open rules files: loaded, or missing. Gone with the next change of a file. */
export class ProofMarks implements vscode.Disposable {
  readonly #loaded = mark('✓', 'testing.iconPassed');
  readonly #missing = mark('✗ not loaded', 'testing.iconFailed');
  readonly #shown = new Map<string, { readonly loaded: number[]; readonly missing: number[] }>();
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      this.#loaded,
      this.#missing,
      vscode.window.onDidChangeVisibleTextEditors(() => this.#paint()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !this.#shown.delete(document.uri.toString())) return;
        this.#paint();
      }),
    );
  }

  /** `sources`: where the files are, by name; `compiled`: all lines, of which the comparison says what is missing. */
  show(sources: ReadonlyMap<string, vscode.Uri>, compiled: readonly CompiledLine[], { missing }: RuleComparison): void {
    this.#shown.clear();
    const isMissing = new Set(missing.map(placeOf));
    for (const line of compiled) {
      const uri = line.file === undefined ? undefined : sources.get(line.file);
      if (uri === undefined || line.line === undefined || !/^ *-[aAw]/.test(line.text)) continue;
      const marks = this.#shown.get(uri.toString()) ?? { loaded: [], missing: [] };
      this.#shown.set(uri.toString(), marks);
      (isMissing.has(placeOf(line)) ? marks.missing : marks.loaded).push(line.line - 1);
    }
    this.#paint();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const marks = this.#shown.get(editor.document.uri.toString());
      editor.setDecorations(this.#loaded, rangesOf(editor.document, marks?.loaded ?? []));
      editor.setDecorations(this.#missing, rangesOf(editor.document, marks?.missing ?? []));
    }
  }
}

function mark(contentText: string, color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    after: { contentText, color: new vscode.ThemeColor(color), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function rangesOf(document: vscode.TextDocument, lines: readonly number[]): vscode.Range[] {
  return lines.filter((line) => line < document.lineCount).map((line) => document.lineAt(line).range);
}

function placeOf({ file, line }: CompiledLine): string {
  return `${file ?? ''}:${line ?? 0}`;
}
