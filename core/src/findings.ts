import type { Span, TextEdit } from './text/span';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** The real program that would not take the text; what nobody refuses is advice. */
export type Refuser = 'auditctl' | 'kernel' | 'auditd' | 'audispd' | 'audisp-remote' | 'audispd-zos-remote';

/** A mend that can be applied to the same text. `safe`: the meaning that the author surely had in mind is kept. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly safe: boolean;
}

/** Another place that explains the finding; `uri` is left out for the document of the finding. */
export interface Related {
  readonly uri?: string;
  readonly span: Span;
  readonly message: string;
}

/**
 * What is wrong or unwise about a stretch of text, for one target. `code` names the fault in kebab-case
 * (`syscall-without-arch`), so that 'disable CODE' reads; `message` says what, why, and what to do.
 */
export interface Finding {
  readonly code: string;
  readonly span: Span;
  readonly severity: Severity;
  readonly message: string;
  /** null: advice, nobody refuses this. */
  readonly refusedBy: Refuser | null;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** Text that does nothing may be shown faded. */
  readonly unnecessary?: boolean;
}
