import type { Machine } from '../../../../core/src/facts/rules/machines';
import type { Effect, SentRule } from '../../../../core/src/rules/sent';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import { type RuleParts, partsOf } from './ruleParts';

/** A line that auditctl takes. What it refuses is said elsewhere and gets no advice. */
export class TakenLine {
  readonly uri: string;
  readonly line: RulesLine;
  readonly effect: Effect;
  /** The same line in a file of its own, where offsets begin with 0: shared by all lines of this text, so ask it first. */
  readonly alone: TakenLine;
  readonly #text: string;
  #parts: RuleParts | undefined;

  constructor(uri: string, line: RulesLine, text: string, effect: Effect, alone?: TakenLine) {
    this.uri = uri;
    this.line = line;
    this.effect = effect;
    this.alone = alone ?? this;
    this.#text = text;
  }

  /** Where what stands on the line; read when a check asks. */
  get parts(): RuleParts {
    return (this.#parts ??= partsOf(this.line, this.#text));
  }
}

/** A line that sends a rule. */
export class LoadedRule extends TakenLine {
  readonly rule: SentRule;

  constructor(uri: string, line: RulesLine, text: string, effect: Effect, rule: SentRule, alone?: TakenLine) {
    super(uri, line, text, effect, alone);
    this.rule = rule;
  }
}

/** What checks look at: one file for one target, with the rules of the folder around it. */
export interface RulesFile {
  readonly uri: string;
  /** Without folders. */
  readonly name: string;
  /** The files of such a folder are one program, in which augenrules moves -D, -b, -f and -e. */
  readonly isInRulesFolder: boolean;
  readonly text: string;
  readonly tree: RulesTree;
  readonly target: Target;
  readonly machine: Machine;
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
  /** The rules of this file and of its siblings. */
  readonly folderRules: readonly LoadedRule[];
}
