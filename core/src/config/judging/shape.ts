/**
 * The shape of a line: `keyword = value`, words parted by blanks. Source: nv_split and the loop of load_config, which
 * are the same in all the programs.
 */
import { configFile, configKeyword, entryFor, fileName, keywordIn, lower } from '../../facts/config';
import type { ConfigKind } from '../../facts/configKeyword';
import { compareVersions } from '../../target';
import { nearest } from '../../text/nearest';
import type { ReadLine } from '../reading';
import type { Word } from '../tree';
import type { Assignment, Case, Fault } from './fault';
import { fix, replace } from './fault';
import { otherNames, successors } from './successors';

export interface Shape {
  readonly faults: readonly Fault[];
  /** Undefined: the line is no assignment of a keyword that the program knows. */
  readonly assignment?: Omit<Assignment, 'taken'>;
}

/** Reads a line of one word at least that is no comment. */
export function shapeOf(words: readonly Word[], line: ReadLine, judged: Case): Shape {
  const broken = brokenShape(words, line, judged);
  if (broken !== undefined) return { faults: [broken] };
  const [name, , value, ...extra] = words;
  if (name === undefined || value === undefined) return { faults: [] };
  const keyword = configKeyword(judged.kind, name.text);
  if (keyword === undefined) return { faults: [unknownKeyword(name, judged)] };
  if (!keywordIn(keyword, judged.version)) return { faults: [keywordNotInVersion(keyword.name, name, line, judged)] };
  const assignment = { keyword, name, value, extra, line };
  return { faults: extraWords(assignment, judged), assignment };
}

function brokenShape(words: readonly Word[], line: ReadLine, { kind, program }: Case): Fault | undefined {
  const [name, equals, value] = words;
  const last = words[words.length - 1];
  if (name === undefined || last === undefined) return undefined;
  const all = { start: name.span.start, end: last.span.end };
  const inside = name.text.includes('=') || (equals !== undefined && equals.text !== '=' && equals.text.includes('='));
  if (inside && !name.text.startsWith('=') && !(equals?.text === '=' && value !== undefined)) {
    const text = words.map((word) => word.text).join(' ');
    const at = text.indexOf('=');
    const mended = [text.slice(0, at).trim(), '=', text.slice(at + 1).trim()].filter((part) => part !== '').join(' ');
    return {
      code: 'missing-blank-around-equals',
      span: all,
      message: `${program} takes \`${(name.text.includes('=') ? name : (equals ?? name)).text}\` for one word and refuses the whole file; put a blank on both sides of \`=\`.`,
      refused: true,
      fixes: [fix('Put blanks around `=`', [replace(all, mended)], true)],
    };
  }
  const known = configKeyword(kind, name.text)?.name ?? name.text;
  if (equals === undefined || (equals.text === '=' && value === undefined)) {
    if (known === 'remote_server') {
      return {
        code: 'unset-remote-server',
        span: all,
        message:
          'The central server is not set: this line is still as installed, and audisp-remote ends with status 6 because of it. Write the name or address of the server.',
        refused: true,
        fixes: [fix('Write the name of a server', [replace(all, 'remote_server = log.example.com')])],
      };
    }
    return {
      code: 'missing-value',
      span: all,
      message: `\`${known}\` has no value, and ${program} refuses a file with such a line. Give one, or put \`#\` in front.`,
      refused: true,
      fixes: [fix('Comment the line out', [replace({ start: line.span.start, end: line.span.start }, '#')])],
    };
  }
  if (equals.text !== '=') {
    const sign = /^[:=]+$/.test(equals.text);
    return {
      code: 'missing-equals',
      span: equals.span,
      message: `\`${known}\` is not followed by \`=\`; ${program} stops here and refuses the file.`,
      refused: true,
      fixes: [
        sign
          ? fix('Write `=`', [replace(equals.span, '=')], true)
          : fix('Insert `=`', [replace({ start: equals.span.start, end: equals.span.start }, '= ')], true),
      ],
    };
  }
  return undefined;
}

function extraWords(assignment: Omit<Assignment, 'taken'>, { version, program }: Case): Fault[] {
  const { keyword, value, extra, line } = assignment;
  const [first] = extra;
  const last = extra[extra.length - 1];
  if (first === undefined || last === undefined) return [];
  const allowed = entryFor(keyword.extraWords, version)?.max;
  const span = { start: first.span.start, end: last.span.end };
  if (keyword.type === 'words') {
    if (allowed === null || allowed === undefined || extra.length < allowed) return [];
    const dropped = { start: extra[allowed - 1]?.span.start ?? span.start, end: span.end };
    return [
      {
        code: 'too-many-args',
        span: dropped,
        message: `Only the first ${allowed} words reach the program; ${program} ${version} drops the rest with a message. From 3.1.3 (and 4.0.1) any number is passed on.`,
        refused: false,
        severity: 'warning',
      },
    ];
  }
  const comment = first.text.startsWith('#');
  const refused = allowed === 0;
  const spaceBefore = { start: value.span.end, end: span.end };
  if (keyword.name === 'max_log_file_action' && lower(value.text) === 'exec') return [];
  if (comment) {
    const text = extra.map((word) => word.text).join(' ');
    return [
      {
        code: 'trailing-comment',
        span,
        message: refused
          ? `A comment needs a line of its own; here \`#\` is one more word, and ${program} refuses the file.`
          : 'A comment needs a line of its own; here its words are taken for more words of the value, with a message.',
        refused,
        severity: 'warning',
        fixes: [
          fix(
            'Move the comment to the line above',
            [replace(spaceBefore, ''), replace({ start: line.span.start, end: line.span.start }, `${text}\n`)],
            true,
          ),
        ],
      },
    ];
  }
  if (refused) {
    return [
      {
        code: 'extra-word',
        span,
        message: `\`${keyword.name}\` takes one word; \`${first.text}\` makes ${program} refuse the file.`,
        refused: true,
        fixes: [fix(`Remove \`${first.text}\``, [replace(spaceBefore, '')])],
      },
    ];
  }
  const ignored = lower(value.text) === 'exec' ? extra.slice(1) : extra;
  const [ignoredFirst] = ignored;
  if (ignoredFirst === undefined) return [];
  const ignoredSpan = { start: ignoredFirst.span.start, end: span.end };
  return [
    {
      code: 'ignored-word',
      span: ignoredSpan,
      message: `\`${ignoredFirst.text}\` is accepted here and ignored; only \`exec\` takes a second word.`,
      refused: false,
      severity: 'warning',
      fixes: [fix('Remove what is ignored', [replace(ignoredSpan, '')])],
    },
  ];
}

const otherKinds: readonly ConfigKind[] = ['auditd', 'audispd', 'remote', 'plugin', 'zos'];

function unknownKeyword(name: Word, { kind, version, program }: Case): Fault {
  const known = configFile(kind)
    .keywords.filter((keyword) => keywordIn(keyword, version))
    .map((keyword) => keyword.name);
  const usual = otherNames[kind]?.[lower(name.text)];
  const near = usual !== undefined && known.includes(usual) ? usual : nearest(name.text, known);
  const home = otherKinds.find(
    (other) =>
      other !== kind &&
      !(other === 'audispd' && compareVersions(version, '3.0') >= 0) &&
      configKeyword(other, name.text),
  );
  const hint =
    near !== undefined ? ` Did you mean \`${near}\`?` : home !== undefined ? ` It belongs in ${fileName(home)}.` : '';
  return {
    code: 'unknown-keyword',
    span: name.span,
    message: `\`${name.text}\` is no keyword of ${fileName(kind)}, and ${program} refuses the file because of it.${hint}`,
    refused: true,
    ...(near === undefined ? {} : { fixes: [fix(`Write \`${near}\``, [replace(name.span, near)])] }),
  };
}

function keywordNotInVersion(
  keyword: string,
  name: Word,
  line: ReadLine,
  { tree, kind, version, program }: Case,
): Fault {
  const { since, until } = configKeyword(kind, keyword) ?? {};
  const early = since !== undefined && compareVersions(version, since) < 0;
  const when = early ? `came with audit ${since}` : `is gone since audit ${until ?? version}`;
  const successor = successors[kind]?.[keyword];
  const lineEnd = tree.text.indexOf('\n', line.span.end);
  const whole = { start: line.span.start, end: lineEnd === -1 ? line.span.end : lineEnd + 1 };
  return {
    code: 'keyword-not-in-version',
    span: name.span,
    message: `\`${keyword}\` ${when}; ${program} ${version} refuses the file because of it.${successor === undefined ? '' : ` ${successor}`}`,
    refused: true,
    fixes: [fix(`Remove \`${keyword}\``, [replace(whole, '')])],
  };
}
