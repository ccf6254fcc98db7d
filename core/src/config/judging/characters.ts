/** Characters that look like a blank, or like nothing, and are part of a word for the programs. */
import type { Span } from '../../text/span';
import type { ReadLine, Reading } from '../reading';
import type { Case, Fault } from './fault';
import { fix, replace } from './fault';

const strange = /[\t\r\v\f\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/g;

/** The text of a stretch with a blank for each such character, in a text in which all offsets are as before. */
export function cleaned(text: string, span: Span): string {
  const stretch = text.slice(span.start, span.end);
  if (stretch.search(strange) === -1) return text;
  return text.slice(0, span.start) + stretch.replace(strange, ' ') + text.slice(span.end);
}

interface Strange {
  readonly code: string;
  readonly name: string;
  readonly test: RegExp;
}

const kinds: readonly Strange[] = [
  { code: 'crlf-line-ends', name: 'carriage return', test: /\r/ },
  { code: 'tab-in-line', name: 'TAB', test: /\t/ },
  { code: 'unusual-blank', name: 'unusual blank', test: /[\v\f\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/ },
];

/** One finding per line for TABs and odd blanks, one per file for line ends and the byte-order mark. */
export function strangeCharacters(reading: Reading, judged: Case, refuses: (line: ReadLine) => boolean): Fault[] {
  const faults: Fault[] = [];
  let crlf: Fault | undefined;
  for (const line of reading.lines) {
    const text = judged.tree.text.slice(line.span.start, line.span.end);
    if (text.search(strange) === -1 || /^ *#/.test(text)) continue;
    const refused = refuses(line);
    for (const kind of kinds) {
      const at = text.search(kind.test);
      if (at === -1) continue;
      const start = line.span.start + at;
      if (kind.code === 'crlf-line-ends') {
        if (crlf === undefined || (refused && !crlf.refused)) crlf = carriageReturn(start, refused, judged);
      } else if (kind.code === 'unusual-blank' && start === 0 && text.startsWith('\ufeff')) {
        faults.push(byteOrderMark(refused, judged));
      } else {
        faults.push(inLine(kind, start, line, refused, judged));
      }
    }
  }
  if (crlf !== undefined) faults.push(crlf);
  return faults;
}

function carriageReturn(start: number, refused: boolean, { tree, program }: Case): Fault {
  const edits = [...tree.text.matchAll(/\r+(?=\n|$)/g)].map((match) =>
    replace({ start: match.index, end: match.index + match[0].length }, ''),
  );
  return {
    code: 'crlf-line-ends',
    span: { start, end: start + 1 },
    message: `The line ends in CR LF; ${program} takes the CR for part of the last word${refused ? ' and refuses the file' : ''}. Save the file with LF line ends.`,
    refused,
    severity: 'warning',
    fixes: [fix('Write all line ends as LF', edits, true)],
  };
}

function byteOrderMark(refused: boolean, { program }: Case): Fault {
  return {
    code: 'byte-order-mark',
    span: { start: 0, end: 1 },
    message: `The file begins with a byte-order mark, which becomes part of its first word${refused ? `; ${program} refuses the file` : ''}. Save it without.`,
    refused,
    severity: 'warning',
    fixes: [fix('Remove the byte-order mark', [replace({ start: 0, end: 1 }, '')], true)],
  };
}

function inLine(kind: Strange, start: number, line: ReadLine, refused: boolean, { tree, program }: Case): Fault {
  const edits = [...tree.text.slice(line.span.start, line.span.end).matchAll(new RegExp(kind.test, 'g'))].map((match) =>
    replace({ start: line.span.start + match.index, end: line.span.start + match.index + 1 }, ' '),
  );
  return {
    code: kind.code,
    span: { start, end: start + 1 },
    message: `This is ${kind.code === 'tab-in-line' ? 'a TAB' : 'no plain blank'}; only a blank parts words here, so it becomes part of a word${refused ? ` and ${program} refuses the file` : ''}.`,
    refused,
    severity: 'warning',
    fixes: [fix('Write a blank', edits, true)],
  };
}
