import * as vscode from 'vscode';
import { type RulesFile, type SourceLine, effectiveRules } from '../../../core/src/rules/effective';
import { type ViewLine, awkDifferences, effectiveView } from '../../../core/src/rules/effectiveView';
import type { Target } from '../../../core/src/target';
import { EffectiveMarks } from './effectiveMarks';
import { effectiveScheme, effectiveUri, folderOfEffective } from './effectiveUri';
import { readRulesFolder } from './readRulesFolder';

type Awk = NonNullable<Target['awk']>;

/** What is known of a document that is shown. */
interface Shown {
  readonly view: readonly ViewLine[];
  readonly awk: Awk;
  /** Lines that the other awk treats otherwise. */
  readonly differing: readonly SourceLine[];
  readonly watcher: vscode.Disposable;
}

/** So that a burst of keys makes one new text. */
const pause = 150;

/**
 * The files that augenrules would make of rules.d folders, as documents: made anew whenever a file, the target or the
 * choice of awk changes; each line leads to the one that it comes from.
 */
export class EffectiveRulesDocuments
  implements vscode.TextDocumentContentProvider, vscode.DefinitionProvider, vscode.CodeLensProvider
{
  readonly #target: () => Target;
  readonly #marks = new EffectiveMarks();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #shown = new Map<string, Shown>();
  readonly #chosenAwk = new Map<string, Awk>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** The text of a document that is made last. */
  readonly #making = new Map<string, Promise<string>>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor(target: () => Target) {
    this.#target = target;
  }

  register(onDidChangeTarget: vscode.Event<unknown>): vscode.Disposable {
    const selector: vscode.DocumentSelector = { scheme: effectiveScheme };
    return vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(effectiveScheme, this),
      vscode.languages.registerDefinitionProvider(selector, this),
      vscode.languages.registerCodeLensProvider(selector, this),
      onDidChangeTarget(() => this.#folderChanged()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === effectiveScheme) this.#paint();
        else this.#folderChanged(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === effectiveScheme) this.#forget(uri);
        // Unsaved changes may be gone with it.
        else this.#folderChanged(uri);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#paint()),
      this.#marks,
      this.#changed,
      this.#lensesChanged,
      { dispose: () => this.#dispose() },
    );
  }

  async show(folder: vscode.Uri): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(effectiveUri(folder));
    const editor = await vscode.window.showTextDocument(
      await vscode.languages.setTextDocumentLanguage(document, 'audit-rules'),
      { preview: false },
    );
    this.#paint();
    return editor;
  }

  /** From one awk to the other, for this document. */
  switchAwk(uri: vscode.Uri): void {
    this.#chosenAwk.set(uri.toString(), this.#awkOf(uri) === 'gawk' ? 'mawk' : 'gawk');
    this.#changed.fire(uri);
  }

  /** One after the other, so that what was asked for last is what stays. */
  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = uri.toString();
    const before = this.#making.get(key) ?? Promise.resolve();
    const made = before.then(
      () => this.#make(uri),
      () => this.#make(uri),
    );
    this.#making.set(key, made);
    return made;
  }

  async #make(uri: vscode.Uri): Promise<string> {
    const folder = folderOfEffective(uri);
    const awk = this.#awkOf(uri);
    const target = { ...this.#target(), awk };
    let view: readonly ViewLine[];
    let files: readonly RulesFile[] = [];
    try {
      files = await readRulesFolder(folder);
      view = effectiveView(effectiveRules(files, target));
    } catch {
      const text = vscode.l10n.t('# {0} cannot be read any more.', vscode.workspace.asRelativePath(folder));
      view = [{ kind: 'made', text }];
    }
    const watcher = this.#shown.get(uri.toString())?.watcher ?? this.#watch(folder);
    this.#shown.set(uri.toString(), { view, awk, differing: awkDifferences(files, target), watcher });
    this.#lensesChanged.fire();
    return view.map(({ text }) => `${text}\n`).join('');
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const source = this.#shown.get(document.uri.toString())?.view[position.line]?.source;
    if (source === undefined) return [];
    return [
      {
        originSelectionRange: document.lineAt(position.line).range,
        targetUri: vscode.Uri.joinPath(folderOfEffective(document.uri), source.file),
        targetRange: new vscode.Range(source.line, 0, source.line, 0),
      },
    ];
  }

  /** Which awk, and above the lines that a file has in its own order its name. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.#shown.get(document.uri.toString());
    if (shown === undefined) return [];
    const lens = (line: number, title: string, command: string, ...args: unknown[]) =>
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: args });
    const folder = folderOfEffective(document.uri);
    const lenses = [lens(0, awkTitle(shown), 'auditd.switchAwk', document.uri)];
    let before: string | undefined;
    for (const [at, { source, kind }] of shown.view.entries()) {
      if (kind !== 'kept' || source === undefined) continue;
      if (source.file !== before) {
        const place = new vscode.Range(source.line, 0, source.line, 0);
        lenses.push(
          lens(at, source.file, 'vscode.open', vscode.Uri.joinPath(folder, source.file), { selection: place }),
        );
      }
      before = source.file;
    }
    return lenses;
  }

  #awkOf(uri: vscode.Uri): Awk {
    return this.#chosenAwk.get(uri.toString()) ?? this.#target().awk ?? 'gawk';
  }

  #watch(folder: vscode.Uri): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
    const changed = () => this.#folderChanged(vscode.Uri.joinPath(folder, 'any'));
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
    );
  }

  /** `file`: something in its folder changed; undefined: everything may read differently now. */
  #folderChanged(file?: vscode.Uri): void {
    const folder = file && vscode.Uri.joinPath(file, '..').toString();
    for (const key of this.#shown.keys()) {
      const uri = vscode.Uri.parse(key, true);
      if (folder !== undefined && folderOfEffective(uri).toString() !== folder) continue;
      clearTimeout(this.#waiting.get(key));
      this.#waiting.set(
        key,
        setTimeout(() => {
          this.#waiting.delete(key);
          this.#changed.fire(uri);
        }, pause),
      );
    }
  }

  #paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = this.#shown.get(editor.document.uri.toString());
      if (shown !== undefined) this.#marks.paint(editor, folderOfEffective(editor.document.uri), shown.view);
    }
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#shown.get(key)?.watcher.dispose();
    this.#shown.delete(key);
    this.#making.delete(key);
  }

  #dispose(): void {
    for (const key of [...this.#shown.keys()]) this.#forget(vscode.Uri.parse(key, true));
  }
}

function awkTitle({ awk, differing }: Shown): string {
  const name = (which: Awk) => (which === 'gawk' ? 'gawk' : vscode.l10n.t('mawk (Debian 12)'));
  const other = name(awk === 'gawk' ? 'mawk' : 'gawk');
  const [first] = differing;
  if (first === undefined) {
    return vscode.l10n.t('As augenrules makes it with {0}; the same with {1}', name(awk), other);
  }
  const place = `${first.file}:${first.line + 1}`;
  return differing.length === 1
    ? vscode.l10n.t('As augenrules makes it with {0}; otherwise with {1}: {2}', name(awk), other, place)
    : vscode.l10n.t(
        'As augenrules makes it with {0}; otherwise with {1}: {2} and {3} more',
        name(awk),
        other,
        place,
        differing.length - 1,
      );
}
