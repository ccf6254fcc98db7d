import { type Connection, type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Finding, Severity } from '../../../core/src/findings';
import type { LanguageId } from '../../../core/src/kinds';
import { rangeOf } from '../language/ranges';
import type { ParsedDocument } from './documents';
import { isSameFolder } from './folder';
import type { Log } from './guard';
import type { Judged, Session } from './session';

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

/** Tells the client what is found: pushed for a client that cannot ask, else by letting it ask again. */
export class Publisher {
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #pageOf: (code: string, languageId: LanguageId) => string | undefined;
  readonly #waiting = new Map<string, NodeJS.Timeout>();
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
    if (this.mode.kind === 'push') void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  async diagnostics(document: ParsedDocument): Promise<Diagnostic[]> {
    const { findings, lines } = await this.#session.judge(document);
    return findings.map((finding) => diagnosticOf(document, finding, lines, this.#pageOf));
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
      const diagnostics = await this.diagnostics(document);
      this.#pause = Math.min(longestPause, Math.max(5, performance.now() - began));
      if (this.#session.isCurrent(document)) {
        await this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics });
      }
    } catch (error) {
      this.#log.error(`diagnostics: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}
