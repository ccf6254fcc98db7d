import { findComparison, findOperator, readCommaList } from '../../../../core/src/rules/arguments';
import { comparableFields, fieldFact, fields, operatorsOf } from '../../../../core/src/facts/rules/fields';
import { actions, lists } from '../../../../core/src/facts/rules/lists';
import { options } from '../../../../core/src/facts/rules/options';
import { isKnownTo } from '../../../../core/src/facts/rules/releases';
import { type OptionUse, type RulesLine, type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import { type CompletionItem, CompletionItemKind, type Position } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import {
  type Offer,
  keyOffers,
  pathOffers,
  permissionOffers,
  settingOffers,
  syscallOffers,
  valueOffers,
} from './completionValues';
import { readLineAt } from './lineNotes';
import { operatorMeanings } from './operatorMeanings';
import { type RuleParts, partsOf } from './ruleParts';

type Rules = SourceDocument<RulesTree>;
type Around = Surroundings<RulesTree>;

/** Offers that replace the same stretch of text. */
interface Offers {
  readonly span: Span;
  readonly offers: readonly Offer[];
}

/** What may stand at the cursor, for this target; the usual first. Nothing in comments. */
export function completion(document: Rules, position: Position, around: Around): CompletionItem[] {
  const offset = offsetOf(document.lines, position);
  const line = readLineAt(document, offset);
  if (line.kind === 'comment') return [];
  const { span, offers } = offersAt(document, line, offset, around);
  const range = rangeOf(document.lines, span);
  return offers.map((offer, index) => ({
    label: offer.label,
    kind: offer.kind,
    ...(offer.detail === undefined ? {} : { detail: offer.detail }),
    ...(offer.documentation === undefined ? {} : { documentation: { kind: 'markdown', value: offer.documentation } }),
    ...(offer.filterText === undefined ? {} : { filterText: offer.filterText }),
    sortText: String(index).padStart(5, '0'),
    textEdit: { range, newText: offer.newText ?? offer.label },
    // Opens the next list at once, in editors that know the command; others pass over it.
    ...(offer.more === true ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } } : {}),
  }));
}

function offersAt(document: Rules, line: RulesLine, offset: number, around: Around): Offers {
  // What stands before the cursor is read for itself, so that auditctl's own reading of words and options decides.
  const before = parseRules(document.text.slice(line.start, offset)).lines.at(-1);
  const parts = partsOf(line, document.text);
  const last = before?.options.at(-1);
  const lastWord = before?.words.at(-1);
  const length = offset - line.start;
  const touchesWord = lastWord !== undefined && lastWord.end === length;
  const shift = line.start;

  if (last !== undefined && !touchesWord && last.oddity === 'no-argument') {
    return argumentOffers(document, last, { start: offset, end: offset }, '', parts, around);
  }
  const { argument } = last ?? {};
  if (last !== undefined && argument !== undefined && argument.end === length && touchesWord) {
    const text = document.text.slice(argument.start + shift, offset);
    return argumentOffers(document, last, { start: argument.start + shift, end: offset }, text, parts, around);
  }
  const span = touchesWord ? { start: lastWord.start + shift, end: offset } : { start: offset, end: offset };
  return {
    span: widened(span, line, document.text),
    offers: optionOffers(line, parts, lastWord?.start, touchesWord, around),
  };
}

/** The rest of the word behind the cursor is replaced as well, if the cursor stands in a word. */
function widened({ start, end }: Span, line: RulesLine, text: string, stop = / /): Span {
  if (start === end) return { start, end };
  let at = end;
  while (at < line.end && !stop.test(text[at] ?? ' ')) at++;
  return { start, end: at };
}

const ruleOptions = ['-F', '-S', '-k', '-C', '-p'];
const openers = [
  '-a',
  '-w',
  '-D',
  '-b',
  '-f',
  '-e',
  '--backlog_wait_time',
  '-r',
  '-A',
  '-d',
  '-W',
  '-i',
  '-c',
  '--loginuid-immutable',
  '--reset-lost',
  '--reset_backlog_wait_time_actual',
  '-t',
  '-q',
];

function optionOffers(
  line: RulesLine,
  parts: RuleParts,
  wordStart: number | undefined,
  touchesWord: boolean,
  { target }: Around,
): Offer[] {
  const isFirst = line.words.length === 0 || (touchesWord && wordStart === line.words[0]!.start - line.start);
  const isWatch = parts.watch !== undefined;
  const isDelete = line.options.some(({ name }) => name === '-D');
  const wanted = isFirst
    ? openers
    : parts.adding !== undefined
      ? ruleOptions.filter((name) => name !== '-C' || parts.list?.text === 'exit')
      : isWatch
        ? ['-p', '-k']
        : isDelete
          ? ['-k']
          : parts.fields.length + parts.syscalls.length > 0
            ? ['-a']
            : ['-b', '-e', '-f', '-r'];
  return wanted.flatMap((name) => {
    const fact = options.find((each) => each.name === name);
    if (fact === undefined || !isKnownTo(target.auditVersion, fact)) return [];
    const takesArgument = fact.argument !== undefined;
    return [
      {
        label: name,
        kind: CompletionItemKind.Keyword,
        detail: fact.argument ?? '',
        documentation: fact.meaning,
        newText: takesArgument ? `${name} ` : name,
        more: takesArgument,
      },
    ];
  });
}

function argumentOffers(
  document: Rules,
  use: OptionUse,
  span: Span,
  text: string,
  parts: RuleParts,
  around: Around,
): Offers {
  const wide = (stop?: RegExp) => widened(span, parts.line, document.text, stop);
  switch (use.name) {
    case '-a':
    case '-A':
    case '-d':
      return { span: wide(), offers: listOffers(around) };
    case '-F':
      return fieldOffers(document, span, text, parts, around);
    case '-C':
      return compareOffers(document, span, text, parts);
    case '-S': {
      const comma = text.lastIndexOf(',') + 1;
      const piece = { start: span.start + comma, end: span.end };
      const given = readCommaList({ start: 0, end: comma, text: text.slice(0, comma), glued: false }, text).map(
        (part) => part.text,
      );
      return { span: widened(piece, parts.line, document.text, /[ ,]/), offers: syscallOffers(parts, around, given) };
    }
    case '-p':
      return { span: wide(), offers: permissionOffers };
    case '-k':
      return { span: wide(), offers: keyOffers(document, around, span) };
    case '-w':
    case '-W':
      return { span: wide(), offers: pathOffers(document, 'any', span) };
    default:
      return { span: wide(), offers: settingOffers(use.name, around) };
  }
}

/** Every pair that the release takes, with the action first as the manual writes them, then the other way round. */
function listOffers({ target }: Around): Offer[] {
  const known = lists.filter((list) => isKnownTo(target.auditVersion, list));
  const pairs = known.flatMap((list) =>
    actions
      // On these lists the other action says nothing that one would want.
      .filter(
        ({ name }) =>
          name === 'never' || (list.name !== 'exclude' && list.name !== 'filesystem' && list.name !== 'task'),
      )
      .map((action) => ({ list, action })),
  );
  const documentation = ({ list, action }: (typeof pairs)[number]) =>
    `**${action.name}**: ${action.meaning}\n\n**${list.name}**: ${list.meaning}`;
  const offer = (label: string, pair: (typeof pairs)[number]): Offer => ({
    label,
    kind: CompletionItemKind.EnumMember,
    detail: pair.list.meaning,
    documentation: documentation(pair),
    newText: `${label} `,
    more: true,
  });
  return [
    ...pairs.map((pair) => offer(`${pair.action.name},${pair.list.name}`, pair)),
    ...pairs.map((pair) => offer(`${pair.list.name},${pair.action.name}`, pair)),
  ];
}

const usualFields = [
  'arch',
  'path',
  'dir',
  'perm',
  'auid',
  'key',
  'exe',
  'success',
  'exit',
  'uid',
  'euid',
  'gid',
  'a0',
  'a1',
  'a2',
  'a3',
  'msgtype',
  'fstype',
];
const rank = (name: string) => (usualFields.indexOf(name) + usualFields.length + 1) % (usualFields.length + 1);

const places: readonly string[] = ['path', 'dir', 'inode'];

function fieldOffers(document: Rules, span: Span, text: string, parts: RuleParts, around: Around): Offers {
  const found = findOperator(text);
  if (found !== undefined) {
    const start = span.start + found.at + found.operator.length;
    const value = widened({ start, end: span.end }, parts.line, document.text);
    const fact = fieldFact(text.slice(0, found.at));
    return {
      span: value,
      offers: fact === undefined ? [] : valueOffers(document, fact, found.operator, parts, around, value),
    };
  }
  const complete = fieldFact(text);
  if (complete !== undefined && document.text[span.end] !== '=') {
    const place = { start: span.end, end: span.end };
    const operators = operatorsOf(complete).map((operator) => ({
      label: operator,
      kind: CompletionItemKind.Operator,
      detail: operatorMeanings[operator],
      more: true,
    }));
    const longer = fields.some(({ name }) => name !== complete.name && name.startsWith(text.toLowerCase()));
    if (!longer) return { span: place, offers: operators };
  }
  const list = parts.list?.text.toLowerCase() ?? 'exit';
  const used = new Set(
    parts.fields.filter(({ field }) => field.start !== span.start).map(({ field }) => field.text.toLowerCase()),
  );
  const once = new Set(['arch', 'perm', 'success', 'exe']);
  const isWatch = parts.watch !== undefined;
  const offers = fields
    .filter(
      (fact) =>
        isKnownTo(around.target.auditVersion, fact) && fact.name !== 'loginuid' && fact.name !== 'field_compare',
    )
    .filter((fact) =>
      list === 'io_uring' ? fact.lists.includes('exit') : (fact.lists as readonly string[]).includes(list),
    )
    .filter(({ name }) => !(once.has(name) && used.has(name)))
    // A rule has room for one place, and a watch is one; it takes no arch.
    .filter(({ name }) => !places.includes(name) || !(isWatch || places.some((place) => used.has(place))))
    .filter(({ name }) => !isWatch || name !== 'arch')
    // arch has to stand before -S.
    .filter(({ name }) => name !== 'arch' || !parts.syscalls.some(({ start }) => start < span.start))
    .sort((a, b) => rank(a.name) - rank(b.name))
    .map((fact): Offer => {
      const operators = operatorsOf(fact);
      const only = operators.length === 1 || fact.name === 'arch' ? '=' : '';
      return {
        label: fact.name,
        kind: CompletionItemKind.Field,
        detail: fact.meaning,
        documentation: `${fact.meaning}\n\nOperators: ${operators.map((each) => `\`${each}\``).join(' ')}`,
        newText: fact.name + (document.text[span.end] === '=' ? '' : only),
        more: true,
      };
    });
  return { span: widened(span, parts.line, document.text, /[ !=<>&]/), offers };
}

function compareOffers(document: Rules, span: Span, text: string, parts: RuleParts): Offers {
  const found = findComparison(text);
  const offer = (name: string, newText: string): Offer => ({
    label: newText,
    newText,
    kind: CompletionItemKind.Field,
    detail: fieldFact(name)?.meaning ?? '',
  });
  if (found === undefined) {
    const names = comparableFields.flat();
    return {
      span: widened(span, parts.line, document.text, /[ !=]/),
      offers: names
        .flatMap((name) => [offer(name, `${name}!=`), offer(name, `${name}=`)])
        .map((each) => ({ ...each, more: true })),
    };
  }
  const start = span.start + found.at + found.operator.length;
  const first = fieldFact(text.slice(0, found.at))?.name;
  const group = comparableFields.find((names) => first !== undefined && names.includes(first)) ?? [];
  return {
    span: widened({ start, end: span.end }, parts.line, document.text),
    offers: group.filter((name) => name !== first).map((name) => offer(name, name)),
  };
}
