import type { Machine } from '../../../../core/src/facts/rules/machines';
import type { Effect, SentRule } from '../../../../core/src/rules/sent';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import { type RuleParts, partsOf } from './ruleParts';

/** What is known of the text of a line that auditctl takes, wherever it stands: shared by all lines of this text. */
export interface LineFacts {
  readonly text: string;
  readonly effect: Effect;
  /** The names behind -S, in lower case. */
  readonly calls: readonly string[];
}

/** A line that auditctl takes. What it refuses is said elsewhere and gets no advice. */
export class TakenLine {
  readonly uri: string;
  readonly line: RulesLine;
  readonly facts: LineFacts;
  readonly #text: string;
  #parts: RuleParts | undefined;

  constructor(uri: string, line: RulesLine, text: string, facts: LineFacts) {
    this.uri = uri;
    this.line = line;
    this.facts = facts;
    this.#text = text;
  }

  get effect(): Effect {
    return this.facts.effect;
  }

  /** What stands where on the line; read when a check asks. */
  get parts(): RuleParts {
    return (this.#parts ??= partsOf(this.line, this.#text));
  }
}

/** A line that sends a rule. */
export class LoadedRule extends TakenLine {
  readonly rule: SentRule;

  constructor(uri: string, line: RulesLine, text: string, facts: LineFacts, rule: SentRule) {
    super(uri, line, text, facts);
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
