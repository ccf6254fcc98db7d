import { type Operator, type Part, readCommaList, readCompare, readField } from '../../../../core/src/rules/arguments';
import { fieldFact, operatorsOf } from '../../../../core/src/facts/rules/fields';
import { actions, listFact } from '../../../../core/src/facts/rules/lists';
import { optionFact } from '../../../../core/src/facts/rules/options';
import { permissions } from '../../../../core/src/facts/rules/values';
import { type OptionUse, type RulesTree, optionAt } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { Hover, Position } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import { syscallHover } from './hoverSyscall';
import { valueNote } from './hoverValue';
import { rulesOfKey } from './keys';
import { readLineAt } from './lineNotes';
import { lifetime } from './lifetime';
import { operatorMeanings } from './operatorMeanings';
import { type RuleParts, partsOf } from './ruleParts';
import { valueKindText } from './valueKinds';

type Rules = SourceDocument<RulesTree>;
type Around = Surroundings<RulesTree>;

interface Explained {
  readonly span: Span;
  readonly text: string;
}

/** A condition as far as it is written. */
interface Condition {
  readonly field: Part;
  readonly operator?: { readonly text: Operator } | undefined;
  readonly value?: Part | undefined;
}

/** What the word under the cursor means. */
export function hover(document: Rules, position: Position, around: Around): Hover | null {
  const offset = offsetOf(document.lines, position);
  const line = readLineAt(document, offset);
  const use = optionAt(line, offset);
  if (use === undefined) return null;
  const explained = explain(document, use, offset, partsOf(line, document.text), around);
  if (explained === undefined) return null;
  return { contents: { kind: 'markdown', value: explained.text }, range: rangeOf(document.lines, explained.span) };
}

function explain(
  document: Rules,
  use: OptionUse,
  offset: number,
  parts: RuleParts,
  around: Around,
): Explained | undefined {
  const { argument, nameSpan, name } = use;
  if (argument === undefined || offset < argument.start || offset <= nameSpan.end) return option(use);
  const at = <Each extends Span>(pieces: readonly (Each | undefined)[]): Each | undefined =>
    pieces.find((each) => each !== undefined && each.start <= offset && offset <= each.end);
  switch (name) {
    case '-a':
    case '-A':
    case '-d':
      return listOrAction(at(readCommaList(argument, document.text)));
    case '-S': {
      const syscall = at(readCommaList(argument, document.text));
      return syscall && { span: syscall, text: syscallHover(syscall.text, parts, around.target) };
    }
    case '-F': {
      const field = readField(argument, document.text);
      return field.field.text.toLowerCase() === 'key' && field.value !== undefined && at([field.value])
        ? key(document, field.value, around)
        : fieldOrValue(field, at([field.field, field.operator, field.value]), around);
    }
    case '-C': {
      const compare = readCompare(argument, document.text);
      const piece = at([compare.field, compare.operator, compare.value]);
      if (piece !== undefined && piece === compare.operator) return comparison(compare.operator);
      return piece && fieldOrValue({ field: piece }, piece, around);
    }
    case '-k':
      return key(document, argument, around);
    case '-p':
      return { span: argument, text: permissionText(argument.text) };
    default:
      return { span: argument, text: optionText(name) };
  }
}

function option({ name, nameSpan }: OptionUse): Explained {
  return { span: nameSpan, text: optionText(name) };
}

function optionText(name: string): string {
  const fact = optionFact(name);
  if (fact === undefined) return `\`${name}\` is no option of auditctl.`;
  return `**${name}**${fact.argument === undefined ? '' : ` ${fact.argument}`}${lifetime(fact)}\n\n${fact.meaning}`;
}

function listOrAction(part: Part | undefined): Explained | undefined {
  if (part === undefined) return undefined;
  const action = actions.find(({ name }) => name === part.text);
  if (action !== undefined) return { span: part, text: `**${action.name}** (action)\n\n${action.meaning}` };
  const list = listFact(part.text.toLowerCase());
  return list && { span: part, text: `**${list.name}** (list)${lifetime(list)}\n\n${list.meaning}` };
}

function fieldOrValue(expression: Condition, part: Part | undefined, { target }: Around): Explained | undefined {
  if (part === undefined) return undefined;
  const fact = fieldFact(expression.field.text);
  if (fact === undefined) return { span: part, text: `\`${expression.field.text}\` is no field of audit rules.` };
  const note = part === expression.value ? valueNote(fact, part.text, target) : operatorNote(expression, part);
  const operators = operatorsOf(fact)
    .map((each) => `\`${each}\``)
    .join(' ');
  const field = `**${fact.name}** (field)${lifetime(fact)}\n\n${fact.meaning}\n\nValue: ${valueKindText(fact)}\n\nOperators: ${operators}\n\nLists: ${fact.lists.join(', ')}`;
  return { span: part, text: note === undefined ? field : `${note}\n\n---\n\n${field}` };
}

function operatorNote({ operator }: Condition, part: Part): string | undefined {
  return operator !== undefined && part === operator
    ? `**${operator.text}** ${operatorMeanings[operator.text]}`
    : undefined;
}

function comparison(operator: Part & { readonly text: Operator }): Explained {
  return {
    span: operator,
    text: `**${operator.text}** ${operatorMeanings[operator.text]}\n\n---\n\n${optionText('-C')}`,
  };
}

function key(document: Rules, part: Part, around: Around): Explained {
  const rules = rulesOfKey(document, part.text, around);
  const shown = rules.slice(0, 12).map((rule) => {
    const file = decodeURIComponent(rule.document.uri.slice(rule.document.uri.lastIndexOf('/') + 1));
    return `${file}:${rule.line + 1}: ${rule.text.slice(0, 160)}`;
  });
  const more = rules.length > shown.length ? `\n… and ${rules.length - shown.length} more` : '';
  const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  const text = `**${code(part.text)}** (key), on ${count}. Search for its events with ${code(`ausearch -k ${part.text}`)}.`;
  return { span: part, text: `${text}\n\n\`\`\`audit-rules\n${shown.join('\n').replaceAll('`', 'ˋ')}${more}\n\`\`\`` };
}

/** Text of the file as code, whatever it holds. */
function code(text: string): string {
  return `\`${text.replaceAll('`', 'ˋ')}\``;
}

function permissionText(letters: string): string {
  const known = permissions.filter(({ name }) => letters.toLowerCase().includes(name));
  return known.map(({ name, meaning }) => `**${name}** ${meaning}`).join('\n\n') || optionText('-p');
}
