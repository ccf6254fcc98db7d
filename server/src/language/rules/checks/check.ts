import type { Severity } from '../../../../../core/src/findings';
import type { Advice } from '../advice';
import type { Across } from '../program/across';
import type { Program } from '../program/program';
import type { RulesFile } from '../rulesFile';

interface Named {
  /** Named for the fault, so that 'disable CODE' reads. */
  readonly code: string;
  readonly severity: Severity;
  /** Reported only where settings ask for it. */
  readonly offByDefault?: true;
}

/** What it says of a line depends on nothing else, so it is shown each line alone, and the same line once. */
export interface LineCheck extends Named {
  readonly scope: 'line';
  /** Options and fields without one of which a line is nothing for it; left out: any line may be. */
  readonly about?: readonly string[];
  /**
   * Paths, keys and whole numbers of which it says something that it does not say of others that look like them: of a line
   * with another value the same is said as of a line that was looked at before.
   */
  readonly singlesOut?: readonly string[];
  find(file: RulesFile): Iterable<Advice>;
}

/** It compares lines, or says something of a file as a whole. */
export interface FileCheck extends Named {
  readonly scope: 'file';
  /** undefined: there is nothing to find for it in such files. */
  begin(program: Program): Across | undefined;
}

/** One fault that a rules file can have though auditctl takes every line. Its page has the same name. */
export type Check = LineCheck | FileCheck;
