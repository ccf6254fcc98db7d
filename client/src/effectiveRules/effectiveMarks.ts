import * as vscode from 'vscode';
import type { SourceLine } from '../../../core/src/rules/effective';
import type { ViewLine } from '../../../core/src/rules/effectiveView';

/** What stands beside the lines of an effective file: where each comes from, what was moved and what is dropped. */
export class EffectiveMarks implements vscode.Disposable {
  readonly #origin = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3em' },
  });
  readonly #kept = gutter('#8a8a8a', 'M8 1V15');
  readonly #moved = gutter('#3794ff', 'M8 2V14M5 5 8 2 11 5M5 11 8 14 11 11');
  readonly #dropped = gutter('#e51400', 'M4 4 12 12M12 4 4 12');
  readonly #struck = vscode.window.createTextEditorDecorationType({ textDecoration: 'line-through', opacity: '0.8' });

  paint(editor: vscode.TextEditor, folder: vscode.Uri, view: readonly ViewLine[]): void {
    const { document } = editor;
    const shown = view.slice(0, document.lineCount).map((line, at) => ({ ...line, range: document.lineAt(at).range }));
    const of = (...kinds: readonly ViewLine['kind'][]) =>
      shown.filter(({ kind }) => kinds.includes(kind)).map(({ range }) => ({ range }));
    editor.setDecorations(this.#kept, of('kept'));
    editor.setDecorations(this.#moved, of('moved'));
    editor.setDecorations(this.#dropped, of('dropped', 'ignored'));
    editor.setDecorations(
      this.#struck,
      shown.flatMap(({ struck, range: { start } }) =>
        struck === undefined ? [] : [new vscode.Range(start.line, struck.start, start.line, struck.end)],
      ),
    );
    editor.setDecorations(
      this.#origin,
      shown.map(({ range, source, note, kind }) => ({
        range,
        hoverMessage: hover(folder, source, note),
        renderOptions: { after: { contentText: source === undefined || kind === 'ignored' ? '' : placeOf(source) } },
      })),
    );
  }

  dispose(): void {
    for (const each of [this.#origin, this.#kept, this.#moved, this.#dropped, this.#struck]) each.dispose();
  }
}

/** A gutter icon is a picture in the address; these colours are seen on light and on dark. */
function gutter(color: string, path: string): vscode.TextEditorDecorationType {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="${path}" stroke="${color}" stroke-width="1.6" fill="none"/></svg>`;
  return vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`),
    gutterIconSize: '70%',
  });
}

function placeOf({ file, line }: SourceLine): string {
  return `${file}:${line + 1}`;
}

function hover(folder: vscode.Uri, source: SourceLine | undefined, note: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString(note === undefined ? '' : escaped(note));
  if (source === undefined) return text;
  const uri = vscode.Uri.joinPath(folder, source.file).with({ fragment: `L${source.line + 1}` });
  return text.appendMarkdown(`${note === undefined ? '' : '\n\n'}[${escaped(placeOf(source))}](${uri.toString()})`);
}

/** Names of files are whatever somebody called them: text, never markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|&~]/g, '\\$&');
}
