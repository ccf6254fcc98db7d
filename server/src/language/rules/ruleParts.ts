import {
  type Argument,
  type FieldExpression,
  type Part,
  readCommaList,
  readCompare,
  readField,
} from '../../../../core/src/rules/arguments';
import { type Condition, conditionOf } from './condition';
import type { OptionUse, RulesLine } from '../../../../core/src/rules/tree';

/** What the options of a line say, half-typed ones included; in the order of the line. Pieces are read when asked for. */
export class RuleParts {
  readonly line: RulesLine;
  /** `-a`, `-A` or `-d`. */
  readonly adding: OptionUse | undefined;
  /** `-w` or `-W` with the path. */
  readonly watch: OptionUse | undefined;
  /** Of `-p`. */
  readonly permissions: Argument | undefined;
  readonly #source: string;
  #pairs: readonly Part[] | undefined;
  #fields: readonly FieldExpression[] | undefined;
  #conditions: readonly Condition[] | undefined;
  #syscalls: readonly Part[] | undefined;
  #keys: readonly Part[] | undefined;

  constructor(line: RulesLine, source: string) {
    this.line = line;
    this.#source = source;
    let adding: OptionUse | undefined;
    let watch: OptionUse | undefined;
    let permissions: OptionUse | undefined;
    for (const use of line.options) {
      if (!hasArgument(use)) continue;
      if ('aAd'.includes(use.option)) adding = use;
      else if (use.option === 'w' || use.option === 'W') watch = use;
      else if (use.option === 'p') permissions = use;
    }
    this.adding = adding;
    this.watch = watch;
    this.permissions = permissions?.argument;
  }

  get action(): Part | undefined {
    return this.#pairParts.find(({ text }) => actions.includes(text));
  }

  get list(): Part | undefined {
    return this.#pairParts.find(({ text }) => !actions.includes(text));
  }

  get fields(): readonly FieldExpression[] {
    return (this.#fields ??= fieldsOn(this.line, this.#source));
  }

  /** Those of the fields that are known and have a value. */
  get conditions(): readonly Condition[] {
    return (this.#conditions ??= conditionsAmong(this.fields));
  }

  get compares(): readonly FieldExpression[] {
    const uses = this.line.options.filter((use) => use.option === 'C' && hasArgument(use));
    return uses.map(({ argument }) => readCompare(argument!, this.#source));
  }

  get syscalls(): readonly Part[] {
    return (this.#syscalls ??= this.#listParts('S'));
  }

  /** From `-k` and `-F key=`. */
  get keys(): readonly Part[] {
    return (this.#keys ??= keysOn(this.line, this.fields));
  }

  get #pairParts(): readonly Part[] {
    return (this.#pairs ??= this.#listParts('aAd'));
  }

  #listParts(letters: string): Part[] {
    const parts: Part[] = [];
    for (const use of this.line.options) {
      if (!letters.includes(use.option) || !hasArgument(use)) continue;
      for (const part of readCommaList(use.argument!, this.#source)) parts.push(part);
    }
    return parts;
  }
}

const hasArgument = ({ long, argumentWord }: OptionUse) => !long && argumentWord !== undefined;

function fieldsOn({ options }: RulesLine, source: string): FieldExpression[] {
  const fields: FieldExpression[] = [];
  for (const use of options) if (use.option === 'F' && hasArgument(use)) fields.push(readField(use.argument!, source));
  return fields;
}

function conditionsAmong(fields: readonly FieldExpression[]): Condition[] {
  const conditions: Condition[] = [];
  for (const field of fields) {
    const condition = conditionOf(field);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

function keysOn({ options }: RulesLine, fields: readonly FieldExpression[]): Part[] {
  const keys: Part[] = [];
  let at = 0;
  for (const use of options) {
    if (!hasArgument(use)) continue;
    if (use.option === 'k') keys.push(use.argument!);
    else if (use.option === 'F') {
      const field = fields[at++]!;
      if (field.fieldText.toLowerCase() === 'key' && (field.valueText ?? '') !== '') keys.push(field.value!);
    }
  }
  return keys;
}

const actions: readonly string[] = ['always', 'never', 'possible'];

export function partsOf(line: RulesLine, source: string): RuleParts {
  return new RuleParts(line, source);
}

/** The value of a field on this line, if it stands there with `=`. */
export function valueOf(parts: RuleParts, field: string): string | undefined {
  return parts.fields.find((each) => each.fieldText.toLowerCase() === field && each.operatorText === '=')?.valueText;
}
