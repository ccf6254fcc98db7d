/**
 * Changing one setting as a careful person would: the line that counts is changed where it stands, the shipped comment
 * line is made a setting, and everything else stays byte for byte.
 */
import { lower } from '../facts/config';
import { type ConfigLine, type ConfigTree, parseConfig } from './tree';

/**
 * The text with `keyword = value`, or without the keyword when `value` is null (then all its lines go, else an earlier
 * one would count). Of repeated lines the last is changed, as it is the one that counts. A last line without a newline
 * gets one, since programs drop such a line; only a removal of what is not there changes nothing at all. `value` is
 * written as given: words parted by single blanks. Throws a RangeError for a value that cannot stand on a line.
 */
export function edit(text: string, keyword: string, value: string | null): string {
  const tree = parseConfig(text, 'auditd-conf');
  const lines = tree.lines.filter((line) => line.kind === 'setting' && keywordOf(line) === lower(keyword));
  if (value === null) return without(text, lines);
  if (value.trim() === '' || /[\n\r\0]/.test(value))
    throw new RangeError(`no value for a line: ${JSON.stringify(value)}`);
  const last = lines[lines.length - 1];
  if (last !== undefined) return ended(replaceLine(text, last, rewritten(text, last, value)));
  const shown = commentedOut(tree, keyword);
  if (shown !== undefined) return ended(replaceLine(text, shown, `${keyword} = ${value}`));
  return inserted(tree, keyword, `${keyword} = ${value}`);
}

/** The keyword of a line, also where the blanks around `=` are missing or a TAB stands for them. */
function keywordOf(line: ConfigLine): string {
  const [first = ''] =
    line.words[0]?.text
      .replace(/^\ufeff/, '')
      .split(/[=\t\r]/)
      .filter((part) => part !== '') ?? [];
  return lower(first);
}

function without(text: string, lines: readonly ConfigLine[]): string {
  return [...lines].reverse().reduce((rest, { span, ended: hasNewline }) => {
    return rest.slice(0, span.start) + rest.slice(span.end + (hasNewline ? 1 : 0));
  }, text);
}

function replaceLine(text: string, { span }: ConfigLine, newLine: string): string {
  return text.slice(0, span.start) + newLine + text.slice(span.end);
}

/** Only the value changes where the line is well formed; else the line is written anew. */
function rewritten(text: string, line: ConfigLine, value: string): string {
  const [name, equals, old] = line.words;
  const stretch = text.slice(line.span.start, line.span.end);
  const wellFormed = equals?.text === '=' && old !== undefined && !/[\t\r\0\u00a0\ufeff]/.test(stretch);
  const indent = /^ */.exec(stretch)?.[0] ?? '';
  if (!wellFormed) return `${indent}${name === undefined ? '' : spelled(name.text)} = ${value}`;
  return text.slice(line.span.start, old.span.start) + value;
}

function spelled(word: string): string {
  return (
    word
      .replace(/^\ufeff/, '')
      .split(/[=\t\r]/)
      .find((part) => part !== '') ?? word
  );
}

/** `##tcp_listen_port = 60`, `#args =`: a comment that is a setting but for its sign, the last of them. */
function commentedOut(tree: ConfigTree, keyword: string): ConfigLine | undefined {
  return tree.lines.findLast((line) => {
    if (line.kind !== 'comment') return false;
    const words = line.words
      .map((word) => word.text)
      .join(' ')
      .replace(/^#+ */, '')
      .split(' ');
    return words[1] === '=' && words.length <= 3 && lower(words[0] ?? '') === lower(keyword);
  });
}

/** At the end; but `verify_email` only counts above the address. */
function inserted(tree: ConfigTree, keyword: string, setting: string): string {
  const before =
    lower(keyword) === 'verify_email' ? tree.lines.find((line) => keywordOf(line) === 'action_mail_acct') : undefined;
  if (before === undefined) return `${ended(tree.text)}${setting}\n`;
  return ended(`${tree.text.slice(0, before.span.start)}${setting}\n${tree.text.slice(before.span.start)}`);
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
