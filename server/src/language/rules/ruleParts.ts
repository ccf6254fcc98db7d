import {
  type FieldExpression,
  type Part,
  readCommaList,
  readCompare,
  readField,
} from '../../../../core/src/rules/arguments';
import type { OptionUse, RulesLine, RulesTree } from '../../../../core/src/rules/tree';

/** What the options of a line say, half-typed ones included; in the order of the line. */
export interface RuleParts {
  readonly line: RulesLine;
  /** `-a`, `-A` or `-d`. */
  readonly adding?: OptionUse;
  readonly action?: Part;
  readonly list?: Part;
  readonly fields: readonly FieldExpression[];
  readonly compares: readonly FieldExpression[];
  readonly syscalls: readonly Part[];
  /** From `-k` and `-F key=`. */
  readonly keys: readonly Part[];
  /** `-w` or `-W` with the path. */
  readonly watch?: OptionUse;
  readonly permissions?: Part;
}

const actions: readonly string[] = ['always', 'never', 'possible'];

export function partsOf(line: RulesLine, source: string): RuleParts {
  const fields: FieldExpression[] = [];
  const compares: FieldExpression[] = [];
  const syscalls: Part[] = [];
  const keys: Part[] = [];
  const rest: { -readonly [Name in 'adding' | 'action' | 'list' | 'watch' | 'permissions']?: RuleParts[Name] } = {};
  for (const use of line.options) {
    const { argument } = use;
    if (argument === undefined) continue;
    if (use.name === '-a' || use.name === '-A' || use.name === '-d') {
      rest.adding = use;
      for (const part of readCommaList(argument, source)) {
        if (actions.includes(part.text)) rest.action ??= part;
        else rest.list ??= part;
      }
    } else if (use.name === '-F') {
      const field = readField(argument, source);
      fields.push(field);
      if (field.field.text.toLowerCase() === 'key' && field.value !== undefined && field.value.text !== '') {
        keys.push(field.value);
      }
    } else if (use.name === '-C') compares.push(readCompare(argument, source));
    else if (use.name === '-S') syscalls.push(...readCommaList(argument, source));
    else if (use.name === '-k') keys.push(argument);
    else if (use.name === '-w' || use.name === '-W') rest.watch = use;
    else if (use.name === '-p') rest.permissions = argument;
  }
  return { line, fields, compares, syscalls, keys, ...rest } as RuleParts;
}

/** The value of a field on this line, if it stands there with `=`. */
export function valueOf(parts: RuleParts, field: string): string | undefined {
  return parts.fields.find((each) => each.field.text.toLowerCase() === field && each.operator?.text === '=')?.value
    ?.text;
}

export interface KeyUse {
  readonly key: string;
  readonly part: Part;
  readonly line: RulesLine;
}

const keysOfTrees = new WeakMap<RulesTree, ReadonlyMap<string, readonly KeyUse[]>>();

/** Where each key stands in a file; made once for a version of it. */
export function keysOf(tree: RulesTree): ReadonlyMap<string, readonly KeyUse[]> {
  const known = keysOfTrees.get(tree);
  if (known !== undefined) return known;
  const keys = new Map<string, KeyUse[]>();
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    for (const part of partsOf(line, tree.text).keys) {
      const use = { key: part.text, part, line };
      const uses = keys.get(part.text);
      if (uses === undefined) keys.set(part.text, [use]);
      else uses.push(use);
    }
  }
  keysOfTrees.set(tree, keys);
  return keys;
}
