import * as vscode from 'vscode';
import type { CompiledLine, RuleComparison } from './ruleBook';

/** What a proof found, beside the lines of open rules files: loaded, or missing. Gone with the next change of a file. */
export class ProofMarks implements vscode.Disposable {
  readonly #loaded = vscode.window.createTextEditorDecorationType({
    gutterIconPath: icon('#388a34', 'M3 8.5 6.5 12 13 4.5'),
    gutterIconSize: '80%',
  });
  readonly #missing = vscode.window.createTextEditorDecorationType({
    gutterIconPath: icon('#e51400', 'M4 4 12 12M12 4 4 12'),
    gutterIconSize: '80%',
    overviewRulerColor: new vscode.ThemeColor('editorError.foreground'),
    after: { contentText: '✗ not loaded', color: new vscode.ThemeColor('errorForeground'), margin: '0 0 0 2em' },
  });
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
      editor.setDecorations(this.#loaded, markedLines(editor.document, marks?.loaded, vscode.l10n.t('Loaded.')));
      editor.setDecorations(this.#missing, markedLines(editor.document, marks?.missing, vscode.l10n.t('Not loaded.')));
    }
  }
}

/** Gutter icons need a file or a picture in the address; these colours are seen on light and on dark. */
function icon(color: string, path: string): vscode.Uri {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="${path}" stroke="${color}" stroke-width="2" fill="none"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

function markedLines(
  document: vscode.TextDocument,
  lines: readonly number[] = [],
  hoverMessage: string,
): vscode.DecorationOptions[] {
  return lines
    .filter((line) => line < document.lineCount)
    .map((line) => ({ range: document.lineAt(line).range, hoverMessage }));
}

function placeOf({ file, line }: CompiledLine): string {
  return `${file ?? ''}:${line ?? 0}`;
}
