import type { Machine } from '../../../../core/src/facts/rules/machines';
import { conditionsHash, ruleHash } from '../../../../core/src/rules/identity';
import { kernelRefusal } from '../../../../core/src/rules/kernel';
import { conditionsOf } from '../../../../core/src/rules/shadow';
import type { Effect, SentRule } from '../../../../core/src/rules/sent';
import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';
import type { Target } from '../../../../core/src/target';
import type { Span } from '../../../../core/src/text/span';
import { type RuleParts, partsOf } from './ruleParts';

/** What is known of the text of a line that auditctl takes, wherever it stands: shared by all lines of this text. */
export interface LineFacts {
  readonly effect: Effect;
  /** The names behind -S, in lower case. */
  readonly calls: readonly string[];
  /** Of its rule, to find the same one elsewhere; 0 without. */
  readonly hash: number;
  /** Of its rule, to find others that hide it. */
  readonly conditions: readonly number[];
  /** A bit for each of these: a rule with a bit that another has not cannot hide it. */
  readonly conditionBits: number;
  /** Whether the kernel takes its rule, if it sends one. */
  readonly isLoadable: boolean;
  /** The one arch that its rule asks for, as the number of the machine; undefined: none, or not just one. */
  readonly arch: number | undefined;
  /** Of its conditions but arch and key, to find the rule for the other width. */
  readonly twinHash: number;
  /**
   * Where something stands on the line that `workOut` finds by what the line is made of, whatever values stand there;
   * counted from the beginning of the line. `by`: who asks.
   */
  spanOf(by: object, workOut: () => Span | undefined): Span | undefined;
  /** What somebody works out from what the line is made of, whatever values stand there: once for all lines of its shape. */
  ofShape<Result>(by: object, workOut: () => Result): Result;
  /** What somebody works out from the text alone, worked out once; `by`: who. Nothing in it may count from elsewhere. */
  once<Result>(by: object, workOut: () => Result): Result;
}

/** Of a line that was read word by word. */
export class ReadFacts implements LineFacts {
  readonly effect: Effect;
  readonly calls: readonly string[];
  #hash: number | undefined;
  #conditions: readonly number[] | undefined;
  #conditionBits: number | undefined;
  #isLoadable: boolean | undefined;
  #arch: number | 'none' | undefined;
  #twinHash: number | undefined;

  constructor(effect: Effect, calls: readonly string[]) {
    this.effect = effect;
    this.calls = calls;
  }

  get hash(): number {
    return (this.#hash ??= this.effect.rule === undefined ? 0 : ruleHash(this.effect.rule));
  }

  get conditions(): readonly number[] {
    return (this.#conditions ??= this.effect.rule === undefined ? [] : conditionsOf(this.effect.rule));
  }

  get conditionBits(): number {
    return (this.#conditionBits ??= bitsOf(this.conditions));
  }

  get isLoadable(): boolean {
    return (this.#isLoadable ??= isLoadable(this.effect));
  }

  get arch(): number | undefined {
    this.#arch ??= archOf(this.effect.rule) ?? 'none';
    return this.#arch === 'none' ? undefined : this.#arch;
  }

  get twinHash(): number {
    return (this.#twinHash ??= this.effect.rule === undefined ? 0 : conditionsHash(this.effect.rule, archAndKey));
  }

  spanOf(_by: object, workOut: () => Span | undefined): Span | undefined {
    return workOut();
  }

  ofShape<Result>(_by: object, workOut: () => Result): Result {
    return workOut();
  }

  once<Result>(by: object, workOut: () => Result): Result {
    return onceFor(this, by, workOut);
  }
}

/** What was asked for once; of few lines something is. */
const workedOut = new WeakMap<LineFacts, Map<object, unknown>>();

export function onceFor<Result>(facts: LineFacts, by: object, workOut: () => Result): Result {
  let known = workedOut.get(facts);
  if (known === undefined) workedOut.set(facts, (known = new Map()));
  if (!known.has(by)) known.set(by, workOut());
  return known.get(by) as Result;
}

export function bitsOf(conditions: readonly number[]): number {
  let bits = 0;
  for (let at = 0; at < conditions.length; at++) bits |= 1 << (conditions[at]! & 31);
  return bits;
}

export function isLoadable({ rule }: Effect): boolean {
  return rule !== undefined && kernelRefusal(rule) === undefined;
}

export const archAndKey: ReadonlySet<string> = new Set(['arch', 'key']);

export function archOf(rule: SentRule | undefined): number | undefined {
  let arch: number | undefined;
  for (const { field, operator, value } of rule?.fields ?? []) {
    if (field.name !== 'arch') continue;
    if (arch !== undefined || operator !== '=') return undefined;
    arch = value;
  }
  return arch;
}

/** A line that auditctl takes. What it refuses is said elsewhere and gets no advice. */
export class TakenLine {
  readonly uri: string;
  readonly line: RulesLine;
  readonly facts: LineFacts;
  readonly #text: string;

  constructor(uri: string, line: RulesLine, text: string, facts: LineFacts) {
    this.uri = uri;
    this.line = line;
    this.facts = facts;
    this.#text = text;
  }

  get effect(): Effect {
    return this.facts.effect;
  }

  get hash(): number {
    return this.facts.hash;
  }

  /** What stands where on the line; read when a check asks. */
  get parts(): RuleParts {
    const command = this.line.command!;
    return (command.noted ??= partsOf(this.line, this.#text)) as RuleParts;
  }
}

/** A line that sends a rule. */
export class LoadedRule extends TakenLine {
  readonly rule: SentRule;

  constructor(uri: string, line: RulesLine, text: string, facts: LineFacts, rule: SentRule) {
    super(uri, line, text, facts);
    this.rule = rule;
  }

  get conditions(): readonly number[] {
    return this.facts.conditions;
  }
}

/** Where a file stands, and what it is for. */
export interface RulesSetting {
  readonly uri: string;
  /** Without folders. */
  readonly name: string;
  /** The files of such a folder are one program, in which augenrules moves -D, -b, -f and -e. */
  readonly isInRulesFolder: boolean;
  readonly target: Target;
  readonly machine: Machine;
}

/** What checks look at: one file for one target, with the rules of the folder around it. */
export interface RulesFile extends RulesSetting {
  readonly text: string;
  readonly tree: RulesTree;
  readonly taken: readonly TakenLine[];
  readonly rules: readonly LoadedRule[];
  /** The rules of this file and of its siblings: one list for all of them, until one of them changes. */
  readonly folderRules: readonly LoadedRule[];
}
