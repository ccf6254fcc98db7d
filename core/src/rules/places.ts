import type { Span } from '../text/span';
import type { SentField, SentRule } from './sent';
import type { RulesLine } from './tree';

/** Where on a line a field of its rule was written; the whole line for one that no option wrote. */
export function spanOfField(line: RulesLine, field: SentField | undefined, rule: SentRule): Span {
  const whole = trimmed(line);
  if (field === undefined) return line.options.find(({ name }) => /^-[aAd]$/.test(name))?.argument ?? whole;
  const { name } = field.field;
  const written = rule.fields.filter((other) => other.field === field.field).indexOf(field);
  const uses = line.options.filter((use) => {
    const argument = use.argument?.text.toLowerCase() ?? '';
    if (use.name === '-F') return argument.startsWith(name) || (name === 'auid' && argument.startsWith('loginuid'));
    if (name === 'path' && rule.watch) return use.name === '-w' || use.name === '-W';
    if (name === 'perm') return use.name === '-p';
    if (name === 'key') return use.name === '-k';
    return name === 'field_compare' && use.name === '-C';
  });
  return (uses[written] ?? uses.at(-1))?.argument ?? whole;
}

/** The line without the spaces at its ends. */
export function trimmed(line: RulesLine): Span {
  const words = line.words;
  return { start: words[0]?.start ?? line.start, end: words.at(-1)?.end ?? line.end };
}
