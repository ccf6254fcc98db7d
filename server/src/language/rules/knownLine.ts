import type { Finding } from '../../../../core/src/findings';
import type { RulesTree } from '../../../../core/src/rules/tree';
import type { LineFacts, RulesSetting } from './rulesFile';

/** What is known of the text of a line, wherever it stands. */
export interface KnownLine {
  /** undefined: auditctl does not take it. */
  readonly facts: LineFacts | undefined;
  /** What auditctl, the kernel and checks of single lines say. */
  readonly findings: readonly Finding[];
  /** Where the line began when it was read, from which offsets in `findings` are counted. */
  readonly start: number;
}

/** Reads each line of a text for itself, whatever stands around it. Undefined: it is no command. */
export type ReadTree = (tree: RulesTree, setting: RulesSetting) => readonly (KnownLine | undefined)[];
