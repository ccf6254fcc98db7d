import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../../../core/src/findings';
import type { LanguageId } from '../../../core/src/kinds';
import { inOrder } from '../language/judgement';
import { isAt, rangeOf } from '../language/ranges';
import type { ParsedDocument } from './documents';
import { isSameFolder } from './folder';
import { ContentModified, type Log } from './guard';
import type { Judged, Session } from './session';
import { isSameList, notShown, shownOf } from './shownDiagnostics';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `pageOf` gives the address of a check's page, where there is one. */
export function diagnosticOf(
  document: ParsedDocument,
  finding: Finding,
  lines: Judged['lines'],
  pageOf: (code: string, languageId: LanguageId) => string | undefined,
): Diagnostic {
  const page = pageOf(finding.code, document.languageId);
  const related = (finding.related ?? []).flatMap(({ uri = document.uri, span, message }) => {
    const there = lines.get(uri);
    return there === undefined ? [] : [{ location: { uri, range: rangeOf(there, span) }, message }];
  });
  return {
    range: rangeOf(document.lines, finding.span),
    severity: severities[finding.severity],
    source: finding.refusedBy ?? 'auditd',
    code: finding.code,
    message: finding.message,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(finding.unnecessary === true ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/** What judging may wait for, so that a burst of keys is judged once: it grows with what judging costs, up to this. */
const longestPause = 250;

/** What the client has of a document. */
interface Sent {
  readonly id: string;
  readonly version: number;
  readonly items: readonly Diagnostic[];
}

/** Tells the client what is found: pushed for a client that cannot ask, else by letting it ask again. */
export class Publisher {
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #pageOf: (code: string, languageId: LanguageId) => string | undefined;
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #sent = new Map<string, Sent>();
  /** What was made of the findings of the last version: a language says most of them again, where they were. */
  readonly #made = new Map<string, ReadonlyMap<Finding, Diagnostic>>();
  #sentSoFar = 0;
  #pause = 5;
  /** Until the client has said that it can ask, it is taken not to. */
  mode: { readonly kind: 'push' } | { readonly kind: 'pull'; readonly canRefresh: boolean } = { kind: 'push' };

  constructor(
    session: Session,
    connection: Connection,
    log: Log,
    pageOf: (code: string, languageId: LanguageId) => string | undefined,
  ) {
    this.#session = session;
    this.#connection = connection;
    this.#log = log;
    this.#pageOf = pageOf;
  }

  /** This document was opened or edited: it and its siblings may read differently now. */
  changed(document: ParsedDocument): void {
    if (this.mode.kind === 'pull') return;
    for (const open of this.#session.documents.all()) {
      if (open === document || (open.language === document.language && isSameFolder(open.uri, document.uri))) {
        this.#schedule(open.uri);
      }
    }
  }

  /** Settings, target or files on disk changed: everything may read differently now. */
  everythingChanged(): void {
    if (this.mode.kind === 'push') {
      for (const open of this.#session.documents.all()) this.#schedule(open.uri);
    } else if (this.mode.canRefresh) {
      void this.#connection.languages.diagnostics.refresh().catch(() => undefined);
    }
  }

  closed(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    this.#sent.delete(uri);
    this.#made.delete(uri);
    if (this.mode.kind === 'push') void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** What a client that asks is to be told; `had`: the id of what it has. */
  async report(
    document: ParsedDocument,
    had: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const items = await this.#diagnostics(document, token);
    const before = this.#sent.get(document.uri);
    if (before !== undefined && before.id === had && isSameList(before.items, items)) {
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: before.id };
    }
    const { id } = this.#keep(document, items);
    return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }

  /** Throws ContentModified where nobody can want the answer any more: before the work, and after it. */
  async #diagnostics(document: ParsedDocument, token?: CancellationToken): Promise<Diagnostic[]> {
    const around = await this.#session.around(document);
    if (token?.isCancellationRequested === true || !this.#session.isCurrent(document)) throw new ContentModified();
    const { findings, lines } = this.#session.judgeIn(document, around);
    const shown = shownOf(findings);
    const before = this.#made.get(document.uri);
    const made = new Map<Finding, Diagnostic>();
    this.#made.set(document.uri, made);
    const diagnostics = inOrder(shown).map((finding) => {
      const same = before?.get(finding);
      const diagnostic =
        same !== undefined && isAt(same.range, document.lines, finding.span)
          ? same
          : diagnosticOf(document, finding, lines, this.#pageOf);
      // Other places may move while this one stays.
      if (diagnostic.relatedInformation === undefined) made.set(finding, diagnostic);
      return diagnostic;
    });
    return [...diagnostics, ...notShown(findings, shown, document.lines)];
  }

  #keep({ uri, version }: ParsedDocument, items: readonly Diagnostic[]): Sent {
    const sent = { id: String(++this.#sentSoFar), version, items };
    this.#sent.set(uri, sent);
    return sent;
  }

  #schedule(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        void this.#push(uri);
      }, this.#pause),
    );
  }

  async #push(uri: string): Promise<void> {
    const document = this.#session.documents.get(uri);
    if (document === undefined) return;
    const began = performance.now();
    try {
      const diagnostics = await this.#diagnostics(document);
      this.#pause = Math.min(longestPause, Math.max(5, performance.now() - began));
      const before = this.#sent.get(uri);
      // A sibling was edited, and it makes no difference here.
      if (before?.version === document.version && isSameList(before.items, diagnostics)) return;
      this.#keep(document, diagnostics);
      await this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    } catch (error) {
      // Edited meanwhile: that version has been scheduled.
      if (error instanceof ContentModified) return;
      this.#log.error(`diagnostics: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}
