import { type LanguageId, isLanguageId, languageOfPath } from '../../../core/src/kinds';
import { Lines } from '../../../core/src/text/lines';
import type { History, Language, SourceDocument } from '../language/language';
import { languageOf } from '../language/languages';
import type { Unread } from './boundedInput';
import { largestDocument } from './largestText';
import { tooLarge } from './tooLarge';
import type { TextDocumentContentChangeEvent, TextDocumentItem } from 'vscode-languageserver';

/** One version of one document. The tree is made when somebody first asks, and then kept for this version. */
export class ParsedDocument implements SourceDocument {
  readonly lines: Lines;
  readonly uri: string;
  readonly languageId: LanguageId;
  readonly version: number;
  readonly language: Language;
  readonly history?: History;
  readonly unread: number | undefined;
  #tree: unknown;
  #isParsed = false;

  /** `history`: that of the document, if other versions of it come; `unread`: its size, if its text was not read. */
  constructor(
    uri: string,
    languageId: LanguageId,
    version: number,
    lines: Lines | string,
    history?: History,
    unread?: number,
  ) {
    this.uri = uri;
    this.languageId = languageId;
    this.version = version;
    this.lines = typeof lines === 'string' ? new Lines(lines) : lines;
    this.unread = unread;
    const size = unread ?? this.lines.text.length;
    this.language = size > largestDocument ? tooLarge(size) : languageOf(languageId);
    if (history !== undefined) this.history = history;
  }

  get text(): string {
    return this.lines.text;
  }

  get tree(): unknown {
    if (!this.#isParsed) {
      this.#tree = this.language.parse(this.text, this.languageId);
      this.#isParsed = true;
    }
    return this.#tree;
  }
}

/** What the editor has open. A document of a language that is not ours is not kept. */
export class Documents {
  readonly #open = new Map<string, ParsedDocument>();

  open(item: TextDocumentItem): ParsedDocument | undefined {
    const languageId = isLanguageId(item.languageId) ? item.languageId : languageOfPath(decodeURI(item.uri));
    if (languageId === undefined) return undefined;
    const document = new ParsedDocument(item.uri, languageId, item.version, item.text, {});
    this.#open.set(item.uri, document);
    return document;
  }

  /** Incremental changes, in order, each meant for the text after the one before it. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): ParsedDocument | undefined {
    const before = this.#open.get(uri);
    if (before === undefined) return undefined;
    // An edit of a text that is not here makes none of it.
    if (before.unread !== undefined && changes.every((change) => 'range' in change)) return before;
    let lines = before.lines;
    for (const change of changes) lines = changedLines(lines, change);
    const document = new ParsedDocument(uri, before.languageId, version, lines, before.history);
    this.#open.set(uri, document);
    return document;
  }

  /** A document of which only the size is known, since the message with its text was too large. */
  openUnread({ uri, languageId, version = 0, bytes }: Unread): ParsedDocument | undefined {
    if (uri === undefined) return undefined;
    const named = languageId !== undefined && isLanguageId(languageId) ? languageId : languageOfPath(decodeURI(uri));
    const known = this.#open.get(uri)?.languageId ?? named;
    if (known === undefined) return undefined;
    const document = new ParsedDocument(uri, known, version, '', {}, bytes);
    this.#open.set(uri, document);
    return document;
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  get(uri: string): ParsedDocument | undefined {
    return this.#open.get(uri);
  }

  all(): readonly ParsedDocument[] {
    return [...this.#open.values()];
  }
}

function changedLines(lines: Lines, change: TextDocumentContentChangeEvent): Lines {
  if (!('range' in change)) return new Lines(change.text);
  const { start, end } = change.range;
  return lines.replaced(
    lines.offsetAt({ line: start.line, column: start.character }),
    lines.offsetAt({ line: end.line, column: end.character }),
    change.text,
  );
}
