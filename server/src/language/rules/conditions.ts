import { listFact } from '../../../../core/src/facts/rules/lists';
import { readUnsigned } from '../../../../core/src/rules/numbers';
import type { Part } from '../../../../core/src/rules/arguments';
import type { OptionUse } from '../../../../core/src/rules/tree';
import type { Span, TextEdit } from '../../../../core/src/text/span';
import type { Condition } from './condition';
import type { LoadedRule, RulesFile } from './rulesFile';

const none: readonly Condition[] = [];

/** The conditions of a rule; all of them, or those of one field. Mostly there is none or one of a field. */
export function conditionsOf({ parts }: Pick<LoadedRule, 'parts'>, name?: string): readonly Condition[] {
  const { conditions } = parts;
  if (name === undefined) return conditions;
  let found: Condition[] | undefined;
  for (let at = 0; at < conditions.length; at++) {
    const condition = conditions[at]!;
    if (condition.fact.name !== name) continue;
    if (found === undefined) found = [condition];
    else found.push(condition);
  }
  return found ?? none;
}

const numberOfList = (name: string) => listFact(name)?.number ?? -1;
const listNumbers = {
  exit: numberOfList('exit'),
  exclude: numberOfList('exclude'),
  user: numberOfList('user'),
  task: numberOfList('task'),
};

export function isOn({ rule }: Pick<LoadedRule, 'rule'>, list: keyof typeof listNumbers): boolean {
  return rule.list === listNumbers[list];
}

/** A rule of the exit list that records. */
export function records(loaded: Pick<LoadedRule, 'rule'>): boolean {
  return isOn(loaded, 'exit') && loaded.rule.action === 'always' && loaded.rule.operation !== 'delete';
}

/** The number that auditctl reads at the beginning of a value; undefined: it does not begin with one. */
export function numberIn(value: string): { readonly value: number; readonly end: number } | undefined {
  if (!/^-?\d/.test(value)) return undefined;
  const { value: number, end } = readUnsigned(value);
  return { value: number, end };
}

export const unsetId = 0xffffffff;

/** An option with its argument. */
export function spanOfUse(use: OptionUse): Span {
  return { start: use.nameSpan.start, end: use.argument?.end ?? use.nameSpan.end };
}

/** From the first word of the line to the last. */
export function spanOfRule({ line }: Pick<LoadedRule, 'line'>): Span {
  return { start: line.words[0]?.start ?? line.start, end: line.words.at(-1)?.end ?? line.end };
}

export function textOf(file: Pick<RulesFile, 'text'>, { start, end }: Span): string {
  return file.text.slice(start, end);
}

/** Adds a line below one. */
export function lineBelow(line: Span, text: string): TextEdit {
  return { span: { start: line.end, end: line.end }, newText: `\n${text}` };
}

/** The whole line with its line feed, to remove it. At the end of a text, where none follows, it counts up to there. */
export function wholeLine({ start, end }: Span, textEnd = Infinity): TextEdit {
  return { span: { start, end: Math.min(end + 1, textEnd) }, newText: '' };
}

/** How `unset` is written for the target. */
export function unsetWord(isKnown: boolean): string {
  return isKnown ? 'unset' : '4294967295';
}

/** The paths of a rule, as they are written. */
export function pathsOf(loaded: LoadedRule): Part[] {
  const paths: Part[] = [];
  const { watch, conditions } = loaded.parts;
  if (watch !== undefined) paths.push(watch.argument!);
  for (const condition of conditions) if (condition.fact.value === 'path') paths.push(condition.value);
  return paths;
}
