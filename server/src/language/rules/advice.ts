import type { Finding, Fix, Severity } from '../../../../core/src/findings';

/** What a check says about a place; what is left out is taken from the check. */
export type Advice = Pick<Finding, 'span' | 'message' | 'related' | 'unnecessary'> & {
  /** A function where they cost more than the finding: it is called when somebody wants to mend. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  readonly severity?: Severity;
  /** A program that would not take it, where that can only be seen from the file as a whole. */
  readonly refusedBy?: Finding['refusedBy'];
};
