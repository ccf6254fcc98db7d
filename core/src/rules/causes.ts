import type { Fix } from '../findings';
import type { Span } from '../text/span';
import type { Fault } from './fault';
import type { RulesLine } from './tree';

/** What stands behind many faults: a character or a habit from elsewhere that auditctl takes literally. */
export interface Cause {
  readonly code:
    | 'byte-order-mark'
    | 'crlf-line-ends'
    | 'tab-as-separator'
    | 'trailing-comment'
    | 'typographic-character'
    | 'quoted-value'
    | 'space-in-list';
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
}

const typographic: Readonly<Record<string, string>> = {
  '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '−': '-',
  '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"',
  '\u00a0': ' ', '\u202f': ' ', '\u2007': ' ', '\u3000': ' ', '\u200b': '', '\u2060': '', '\ufeff': '',
}; // prettier-ignore
const typographicPattern = new RegExp(`[${Object.keys(typographic).join('')}]`, 'gu');

/** Looks for the likely reason of a fault of auditctl on the line; undefined: the fault speaks for itself. */
export function causeOf(fault: Fault, line: RulesLine, source: string): Cause | undefined {
  const text = source.slice(line.start, line.end);
  if (text.startsWith('\ufeff')) return byteOrderMark(line);
  const subject = source.slice(fault.span.start, fault.span.end);
  if (subject.endsWith('\r') || /^\s*\r$/.test(text)) return carriageReturn(line);
  if (text.includes('\t') && (subject.includes('\t') || fault.code === 'stray-word' || fault.code === 'no-option')) {
    return tabs(line, text);
  }
  const comment = line.words.find((word, at) => at > 0 && word.text.startsWith('#') && !isArgument(line, word));
  if (comment !== undefined && fault.span.start >= comment.start) return trailingComment(line, comment, source);
  if (fault.code === 'stray-word') {
    const list = spaceInList(line, fault, source);
    if (list !== undefined) return list;
  }
  if (subject.search(typographicPattern) !== -1) return lookAlike(fault, subject);
  const quoted = /^(["'])(.*)\1$|^["']|["']$/.exec(subject);
  if (quoted !== null && fault.code !== 'key-too-long') return quotes(fault, subject);
  return undefined;
}

function isArgument(line: RulesLine, word: Span): boolean {
  return line.options.some(
    ({ argument }) => argument !== undefined && argument.start <= word.start && word.start < argument.end,
  );
}

function byteOrderMark(line: RulesLine): Cause {
  const span = { start: line.start, end: line.start + 1 };
  return {
    code: 'byte-order-mark',
    message:
      'The file begins with a byte order mark, which auditctl takes as part of the first word. Save it as UTF-8 without BOM.',
    span,
    fixes: [{ title: 'Remove the byte order mark', edits: [{ span, newText: '' }], safe: true }],
  };
}

function carriageReturn(line: RulesLine): Cause {
  const span = { start: line.end - 1, end: line.end };
  return {
    code: 'crlf-line-ends',
    message: 'The line ends in CR LF, and auditctl takes the CR as part of the last word. Write LF line ends.',
    span,
    fixes: [{ title: 'Remove the carriage return', edits: [{ span, newText: '' }], safe: true }],
  };
}

function tabs(line: RulesLine, text: string): Cause {
  const edits = [...text.matchAll(/[ \t]*\t[ \t]*/g)].map((found) => {
    const start = line.start + found.index;
    const atEdge = found.index === 0 || found.index + found[0].length === text.length;
    return { span: { start, end: start + found[0].length }, newText: atEdge ? '' : ' ' };
  });
  const first = line.start + text.indexOf('\t');
  return {
    code: 'tab-as-separator',
    message: 'Only spaces separate words; auditctl takes a tab as a character of the word. Write spaces.',
    span: { start: first, end: first + 1 },
    fixes: [{ title: 'Replace tabs by spaces', edits, safe: true }],
  };
}

function trailingComment(line: RulesLine, comment: Span, source: string): Cause {
  const text = source.slice(comment.start, line.end);
  let from = comment.start;
  while (from > line.start && source[from - 1] === ' ') from--;
  return {
    code: 'trailing-comment',
    message:
      'A comment stands only at the beginning of a line; here auditctl takes it as words of the command. Put it on a line of its own.',
    span: { start: comment.start, end: line.end },
    fixes: [
      {
        title: 'Move the comment to a line of its own',
        edits: [
          { span: { start: line.start, end: line.start }, newText: `${text}\n` },
          { span: { start: from, end: line.end }, newText: '' },
        ],
        safe: true,
      },
    ],
  };
}

function lookAlike(fault: Fault, subject: string): Cause {
  const plain = subject.replace(typographicPattern, (character) => typographic[character] ?? '');
  const found = subject.search(typographicPattern);
  const character = String.fromCodePoint(subject.codePointAt(found)!);
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'typographic-character',
    message: `This holds ${/\s|[\u200b\u2060\ufeff]/.test(character) ? 'a special blank' : character} (U+${code}), which looks like a plain character but is none to auditctl. Write the plain one.`,
    span: fault.span,
    fixes: [
      {
        title: `Write ${plain.trim() === '' ? 'a space' : plain}`,
        edits: [{ span: fault.span, newText: plain }],
        safe: true,
      },
    ],
  };
}

function quotes(fault: Fault, subject: string): Cause {
  const plain = subject.replace(/^["']|["']$/g, '');
  return {
    code: 'quoted-value',
    message: `auditctl knows no quotes: \`${subject}\` is taken with the quote in it. Leave quotes out; a space inside a word is written \`\\ \` (backslash, space).`,
    span: fault.span,
    fixes:
      plain === ''
        ? []
        : [{ title: `Write ${plain}`, edits: [{ span: fault.span, newText: plain }], safe: !subject.includes(' ') }],
  };
}

/** `-S open, close` and `-S open ,close`: the blank ends the list. */
function spaceInList(line: RulesLine, fault: Fault, source: string): Cause | undefined {
  for (const { name, argument } of line.options) {
    if (argument === undefined || argument.end >= fault.span.start || !/^-[aAdS]$/.test(name)) continue;
    const between = source.slice(argument.end, fault.span.start);
    if (between.trim() !== '' || !(argument.text.endsWith(',') || fault.subject.startsWith(','))) continue;
    const span = { start: argument.end, end: fault.span.start };
    return {
      code: 'space-in-list',
      message: `A blank ends the list after \`${name}\`, so \`${fault.subject}\` is a word on its own. Write the list without blanks.`,
      span: { start: argument.start, end: fault.span.end },
      fixes: [{ title: 'Remove the blank', edits: [{ span, newText: '' }], safe: true }],
    };
  }
  return undefined;
}
