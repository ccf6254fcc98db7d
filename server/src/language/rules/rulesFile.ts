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
export class LineFacts {
  readonly effect: Effect;
  /** The names behind -S, in lower case. */
  readonly calls: readonly string[];
  #hash: number | undefined;
  #conditions: readonly number[] | undefined;
  #conditionBits: number | undefined;
  #isLoadable: boolean | undefined;
  #arch: number | 'none' | undefined;
  #twinHash: number | undefined;
  #found: FoundOnShape | undefined;
  #places: readonly number[] = nowhere;

  /** `known`: what a line of the same shape has told. */
  constructor(effect: Effect, calls: readonly string[], known?: KnownOfShape) {
    this.effect = effect;
    this.calls = calls;
    if (known === undefined) return;
    this.#hash = known.hash;
    this.#conditions = known.conditions;
    this.#arch = known.arch ?? 'none';
    this.#twinHash = known.twinHash;
    this.#found = known.found;
    this.#places = known.places;
  }

  /** Of its rule, to find the same one elsewhere; 0 without. */
  get hash(): number {
    return (this.#hash ??= this.effect.rule === undefined ? 0 : ruleHash(this.effect.rule));
  }

  /** Of its rule, to find others that hide it. */
  get conditions(): readonly number[] {
    return (this.#conditions ??= this.effect.rule === undefined ? [] : conditionsOf(this.effect.rule));
  }

  /** A bit for each of these: a rule with a bit that another has not cannot hide it. */
  get conditionBits(): number {
    if (this.#conditionBits !== undefined) return this.#conditionBits;
    let bits = 0;
    for (const condition of this.conditions) bits |= 1 << (condition & 31);
    return (this.#conditionBits = bits);
  }

  /** Whether the kernel takes its rule, if it sends one. */
  get isLoadable(): boolean {
    return (this.#isLoadable ??= this.ofShape(kernelRefusal, () => {
      const { rule } = this.effect;
      return rule !== undefined && kernelRefusal(rule) === undefined;
    }));
  }

  /** The one arch that its rule asks for, as the number of the machine; undefined: none, or not just one. */
  get arch(): number | undefined {
    this.#arch ??= archOf(this.effect.rule) ?? 'none';
    return this.#arch === 'none' ? undefined : this.#arch;
  }

  /** Of its conditions but arch and key, to find the rule for the other width. */
  get twinHash(): number {
    return (this.#twinHash ??= this.effect.rule === undefined ? 0 : conditionsHash(this.effect.rule, archAndKey));
  }

  /**
   * Where something stands on the line that `workOut` finds by what the line is made of, whatever values stand there;
   * counted from the beginning of the line. `by`: who asks.
   */
  spanOf(by: object, workOut: () => Span | undefined): Span | undefined {
    return this.#found === undefined ? workOut() : this.#found.find(by, workOut, this.#places);
  }

  /** What somebody works out from what the line is made of, whatever values stand there: once for all lines of its shape. */
  ofShape<Result>(by: object, workOut: () => Result): Result {
    return this.#found === undefined ? workOut() : this.#found.share(by, workOut);
  }

  /** What somebody works out from the text alone, worked out once; `by`: who. Nothing in it may count from elsewhere. */
  once<Result>(by: object, workOut: () => Result): Result {
    let known = workedOut.get(this);
    if (known === undefined) workedOut.set(this, (known = new Map()));
    if (!known.has(by)) known.set(by, workOut());
    return known.get(by) as Result;
  }
}

/** What was asked for once; of few lines something is. */
const workedOut = new WeakMap<LineFacts, Map<object, unknown>>();
const nowhere: readonly number[] = [];

/** What follows of a line from others of its shape. */
export interface KnownOfShape extends Pick<LineFacts, 'hash' | 'conditions' | 'arch' | 'twinHash'> {
  readonly found: FoundOnShape;
  /** Where each value begins and ends, counted from the beginning of the line. */
  readonly places: readonly number[];
}

/** What was found on some lines of a shape, for the others. */
export interface FoundOnShape {
  share<Result>(by: object, workOut: () => Result): Result;
  find(by: object, workOut: () => Span | undefined, places: readonly number[]): Span | undefined;
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
