import { fieldFact, fieldOfNumber } from '../../../../../core/src/facts/rules/fields';
import type { ShapeSample } from '../../../../../core/src/rules/lineShape';
import { type RulesLine, type RulesTree, parseRules } from '../../../../../core/src/rules/tree';
import type { KnownLine } from '../knownLine';
import { readFully } from '../readFully';
import type { RulesSetting } from '../rulesFile';

/** A line of a shape, read word by word, alone in a text. */
export interface Example {
  readonly tree: RulesTree;
  readonly line: RulesLine;
  readonly known: KnownLine;
  readonly values: readonly string[];
  /** Where each value begins and ends. */
  readonly places: readonly number[];
}

export function readExample(
  sample: ShapeSample,
  values: readonly string[],
  setting: RulesSetting,
): Example | undefined {
  const text = sample.withValues(values);
  const tree = parseRules(text);
  const [line, more] = tree.lines;
  const known = line && readFully([line], tree, setting)[0];
  if (known === undefined || more !== undefined) return undefined;
  return { tree, line: line!, known, values, places: sample.placesOf(values) };
}

/**
 * Of each value of a line itself, if it belongs to the shape: there is another condition of the same field, with which it
 * may be compared. Undefined: a value does not stand where such values are free.
 */
export function fixedValues({ line, values, places }: Example): readonly (string | undefined)[] | undefined {
  const names = line.options.map(({ option, long, argumentText }) =>
    long ? undefined : fieldOf(option, argumentText),
  );
  const fixed: (string | undefined)[] = [];
  for (const [at, value] of values.entries()) {
    const start = places[2 * at]!;
    const use = line.options.findIndex(
      ({ argumentWord: word, argumentStart }) =>
        word !== undefined && argumentStart === 0 && word.start <= start && start < word.end,
    );
    const name = use === -1 ? undefined : names[use];
    if (name === undefined) return undefined;
    fixed.push(names.indexOf(name) === names.lastIndexOf(name) ? undefined : value);
  }
  return fixed;
}

/** The field that an option makes a condition of. */
function fieldOf(option: string, argument = ''): string | undefined {
  if (option === 'w' || option === 'W') return 'path';
  if (option === 'k') return 'key';
  if (option !== 'F') return undefined;
  const fact = fieldFact(/^[^=!<>&]*/.exec(argument)![0]);
  return fact && (fieldOfNumber(fact.number) ?? fact).name;
}
