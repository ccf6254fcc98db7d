import type { Finding, Severity } from '../../../../../core/src/findings';
import type { ConfigKind } from '../../../../../core/src/facts/configKeyword';
import type { ConfigFile } from '../configView';

/** What a check says about a place; what is left out is taken from the check. */
export type Advice = Pick<Finding, 'span' | 'message' | 'fixes' | 'related' | 'unnecessary'> & {
  readonly severity?: Severity;
};

/** One fault that a file can have though its program takes it. Its page has the same name. */
export interface Check {
  /** Named for the fault, so that 'disable CODE' reads. */
  readonly code: string;
  readonly severity: Severity;
  /** The kinds of file that it looks at. */
  readonly kinds: readonly ConfigKind[];
  /** Reported only where settings ask for it. */
  readonly offByDefault?: true;
  find(file: ConfigFile): Iterable<Advice>;
}
