import type { Finding } from '../../../core/src/findings';
import type { LanguageId } from '../../../core/src/kinds';
import type { Target } from '../../../core/src/target';
import type { Lines } from '../../../core/src/text/lines';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Definition,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  FormattingOptions,
  Hover,
  InlayHint,
  LinkedEditingRanges,
  Location,
  Position,
  Range,
  SelectionRange,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';

/** What all versions of one document share: a language may note by it what it knows of the last one. */
export type History = object;

/** One version of one document. `tree` is the language's own, made when somebody asks, once for the version. */
export interface SourceDocument<Tree = unknown> {
  readonly uri: string;
  readonly languageId: LanguageId;
  readonly version: number;
  readonly text: string;
  readonly lines: Lines;
  readonly tree: Tree;
  /** Left out: no other version of it will be judged. */
  readonly history?: History;
}

/** The world as a language may see it: handed in, so that languages stay pure. */
export interface Surroundings<Tree = unknown> {
  readonly target: Target;
  /** The other documents of the same folder (rules.d, or a configuration folder), this one included, by file name. */
  readonly siblings: readonly SourceDocument<Tree>[];
  /** Codes of findings that nobody would see, and that need not be looked for. */
  readonly unwanted?: ReadonlySet<string>;
}

/**
 * The tokens of lines, from line `first` on: of each token its column, its length, its type as a place in the legend, and
 * its modifiers. A line that is as it was keeps its list from version to version, where the language can.
 */
export interface TokenLines {
  readonly first: number;
  readonly lines: readonly (readonly number[])[];
}

/** What is said of a text: all that auditd-lint needs of a language, which then brings no editor's words with it. */
export interface Judging<Tree = unknown> {
  readonly ids: readonly LanguageId[];
  /** Every code that findings may carry, where the language knows them all; a comment that disables another is a mistake. */
  readonly codes?: ReadonlySet<string>;
  /** Codes that are only reported when settings give them a level. */
  readonly offByDefault?: ReadonlySet<string>;
  parse(text: string, languageId: LanguageId): Tree;
  findings(document: SourceDocument<Tree>, around: Surroundings<Tree>): readonly Finding[];
}

/**
 * A language: what handlers may ask of it. Whatever is left out is not offered. All are pure functions of the
 * document and its surroundings and never throw on any text; positions are LSP's.
 */
export interface Language<Tree = unknown> extends Judging<Tree> {
  completion?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): CompletionItem[];
  hover?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): Hover | null;
  codeActions?(
    document: SourceDocument<Tree>,
    range: Range,
    findings: readonly Finding[],
    around: Surroundings<Tree>,
  ): CodeAction[];
  signatureHelp?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): SignatureHelp | null;
  documentSymbols?(document: SourceDocument<Tree>): DocumentSymbol[];
  foldingRanges?(document: SourceDocument<Tree>): FoldingRange[];
  /** A link without target has `data: { code }`: it leads to the page of that check. */
  documentLinks?(document: SourceDocument<Tree>, around: Surroundings<Tree>): DocumentLink[];
  definition?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): Definition | null;
  references?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): Location[];
  /** What would be renamed here, or null: the editor shows it before it asks for the new name. */
  renameRange?(document: SourceDocument<Tree>, position: Position, around: Surroundings<Tree>): Range | null;
  rename?(
    document: SourceDocument<Tree>,
    position: Position,
    newName: string,
    around: Surroundings<Tree>,
  ): WorkspaceEdit | null;
  highlights?(document: SourceDocument<Tree>, position: Position): DocumentHighlight[];
  formatting?(document: SourceDocument<Tree>, options: FormattingOptions): TextEdit[];
  /** `range`: at least what is there; left out, all. */
  semanticTokens?(document: SourceDocument<Tree>, around: Surroundings<Tree>, range?: Range): TokenLines;
  inlayHints?(document: SourceDocument<Tree>, range: Range, around: Surroundings<Tree>): InlayHint[];
  /** A lens has `data: { uri }`; what it says is worked out by `resolveCodeLens`, when it comes into view. */
  codeLenses?(document: SourceDocument<Tree>, around: Surroundings<Tree>): CodeLens[];
  resolveCodeLens?(document: SourceDocument<Tree>, lens: CodeLens, around: Surroundings<Tree>): CodeLens;
  linkedEditing?(document: SourceDocument<Tree>, position: Position): LinkedEditingRanges | null;
  /** What is looked for by name over all files. */
  workspaceSymbols?(document: SourceDocument<Tree>): SymbolInformation[];
  selectionRanges?(document: SourceDocument<Tree>, positions: readonly Position[]): SelectionRange[];
}
