import type { Finding, Fix, Severity } from '../../../../../core/src/findings';
import type { RulesFile } from '../rulesFile';

/** What a check says about a place; what is left out is taken from the check. */
export type Advice = Pick<Finding, 'span' | 'message' | 'related' | 'unnecessary'> & {
  /** A function where they cost more than the finding: it is called when somebody wants to mend. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  readonly severity?: Severity;
  /** A program that would not take it, where that can only be seen from the file as a whole. */
  readonly refusedBy?: Finding['refusedBy'];
};

/** One fault that a rules file can have though auditctl takes every line. Its page has the same name. */
export interface Check {
  /** Named for the fault, so that 'disable CODE' reads. */
  readonly code: string;
  readonly severity: Severity;
  /** Reported only where settings ask for it. */
  readonly offByDefault?: true;
  /**
   * `line`: what it says of a line depends on nothing else in the file, so it is shown each line alone, and the same
   * line once. `file`: it compares lines.
   */
  readonly scope: 'line' | 'file';
  /** Options and fields without one of which a line is nothing for it; left out: any line may be. */
  readonly about?: readonly string[];
  /**
   * Paths, keys and whole numbers of which it says something that it does not say of others that look like them: of a line
   * with another value the same is said as of a line that was looked at before.
   */
  readonly singlesOut?: readonly string[];
  find(file: RulesFile): Iterable<Advice>;
}
