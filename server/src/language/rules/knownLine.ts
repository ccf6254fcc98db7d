import type { Finding } from '../../../../core/src/findings';
import type { RulesLine } from '../../../../core/src/rules/tree';
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

/**
 * Reads each line of a text for itself, whatever stands around it, and shows them in their order. `known` is undefined where
 * the line is no command. The lines are not kept: of a large file they would be as much again as what is known of them.
 */
export type ReadText = (
  text: string,
  setting: RulesSetting,
  each: (line: RulesLine, known: KnownLine | undefined) => void,
) => void;
