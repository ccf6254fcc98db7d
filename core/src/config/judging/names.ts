/** Paths, groups and mail addresses. */
import { lower } from '../../facts/config';
import { atLeast, compareVersions } from '../../target';
import type { FileFacts } from '../machine';
import { folderOf } from '../machine';
import type { Word } from '../tree';
import type { Assignment, Case, Fault } from './fault';
import { fix, oneOf, replace } from './fault';

export function judgePath({ keyword, value }: Pick<Assignment, 'keyword' | 'value'>, judged: Case): Fault[] {
  switch (keyword.name) {
    case 'log_file':
      return judgeLogFile(value, judged);
    case 'queue_file':
      return value.text.startsWith('/') ? [] : [relativePath(value, judged)];
    case 'path':
      return judgePluginPath(value, judged);
    case 'dispatcher':
      return judgeDispatcher(value, judged);
    default:
      return [];
  }
}

function relativePath(value: Word, { program }: Case): Fault {
  return {
    code: 'relative-path',
    span: value.span,
    message: `${program} wants a path that begins with \`/\` here and refuses \`${value.text}\`.`,
    refused: true,
  };
}

function judgeLogFile(value: Word, judged: Case): Fault[] {
  const { program, machine, target } = judged;
  const folder = folderOf(value.text);
  const fault = (message: string, refused = true): Fault => ({
    code: refused ? 'unusable-log-file' : 'loose-log-file',
    span: value.span,
    message,
    refused,
    severity: 'warning',
  });
  if (folder.length < 4) {
    return [
      {
        code: 'root-log-folder',
        span: value.span,
        message: `The folder \`${folder}\` is too short for ${program}, which wants a name of at least 4 characters such as /var, and refuses the file.`,
        refused: true,
        fixes: [fix('Write /var/log/audit/audit.log', [replace(value.span, '/var/log/audit/audit.log')])],
      },
    ];
  }
  const folderFacts = machine.fileAt(folder);
  if (folderFacts === 'missing')
    return [fault(`The folder \`${folder}\` does not exist on the target; ${program} refuses the file.`)];
  const file = machine.fileAt(value.text);
  if (file === undefined || file === 'missing') return [];
  if (file.type !== 'file') return [fault(`\`${value.text}\` is no regular file; ${program} refuses it as a log.`)];
  if (file.owner !== 0) return [fault(`\`${value.text}\` does not belong to root; ${program} refuses it as a log.`)];
  if ((file.mode & 0o137) === 0) return [];
  return [
    fault(`\`${value.text}\` has mode ${octal(file)}; 0600 or 0640 is what ${program} wants.`, !atLeast(target, '2.6')),
  ];
}

function judgePluginPath(value: Word, judged: Case): Fault[] {
  const { program } = judged;
  if (lower(value.text).startsWith('builtin_')) return [];
  if (!value.text.startsWith('/') && folderOf(value.text).length < 4) return [relativePath(value, judged)];
  return shortFolder(value, program);
}

function shortFolder(value: Word, program: string): Fault[] {
  const folder = folderOf(value.text);
  if (folder.length >= 4) return [];
  return [
    {
      code: 'short-folder',
      span: value.span,
      message: `The folder \`${folder}\` is too short for ${program}, which wants a name of at least 4 characters such as /bin or /sbin, and refuses the file.`,
      refused: true,
    },
  ];
}

/** Only asked for 2.x; later any value of `dispatcher` is taken with a message. */
function judgeDispatcher(value: Word, { program, machine }: Case): Fault[] {
  const short = shortFolder(value, program);
  if (short.length > 0) return short;
  const problem = programProblem(
    machine.fileAt(value.text),
    (mode) => mode === 0o750 || mode === 0o755,
    '0750 or 0755',
  );
  if (problem === undefined) return [];
  return [
    {
      code: 'dispatcher-missing',
      span: value.span,
      message: `\`${value.text}\` ${problem}; ${program} refuses the file.`,
      refused: true,
    },
  ];
}

/** What is wrong with a program, or undefined when nothing is known to be. */
export function programProblem(
  file: FileFacts | 'missing' | undefined,
  fits: (mode: number) => boolean,
  wanted: string,
): string | undefined {
  if (file === undefined) return undefined;
  if (file === 'missing') return 'does not exist on the target';
  if (file.type !== 'file') return 'is no regular file';
  if (file.owner !== 0) return 'does not belong to root';
  return fits(file.mode & 0o777) ? undefined : `has mode ${octal(file)} where ${wanted} is needed`;
}

function octal({ mode }: FileFacts): string {
  return `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
}

export function judgeExec(
  { keyword, value, extra }: Pick<Assignment, 'keyword' | 'value' | 'extra'>,
  modes: readonly string[],
  judged: Case,
): Fault[] {
  const { program, machine } = judged;
  const [path] = extra;
  if (path === undefined) {
    return [
      {
        code: 'exec-without-path',
        span: value.span,
        message: `\`exec\` needs the path of a program after it; ${program} refuses the file.`,
        refused: true,
      },
    ];
  }
  if (!path.text.startsWith('/')) return [relativePath(path, judged)];
  const problem = programProblem(
    machine.fileAt(path.text),
    (mode) => modes.some((octalMode) => Number.parseInt(octalMode, 8) === mode),
    oneOf(modes).replace(/`/g, ''),
  );
  if (problem === undefined) return [];
  return [
    {
      code: 'bad-exec-mode',
      span: path.span,
      message: `\`${path.text}\` for \`${keyword.name}\` ${problem}; ${program} refuses the file.`,
      refused: true,
    },
  ];
}

export function judgeGroup(value: Word, { target, program }: Case): Fault[] {
  const leading = /^[0-9]+/.exec(value.text)?.[0];
  if (leading !== undefined) {
    if (BigInt(leading) >= 1n << 64n) {
      return [
        {
          code: 'number-out-of-range',
          span: value.span,
          message: `\`${value.text}\` is beyond 64 bits; ${program} refuses the file.`,
          refused: true,
        },
      ];
    }
    if (leading === value.text) return [];
    return [
      {
        code: 'group-number-with-letters',
        span: value.span,
        message: `\`${value.text}\` is read as group ${leading}: a value that begins with a digit is a number up to the first other character.`,
        refused: false,
        severity: 'warning',
        fixes: [fix(`Write ${leading}`, [replace(value.span, leading)], true)],
      },
    ];
  }
  if (target.groups === undefined || value.text === 'root' || target.groups.includes(value.text)) return [];
  return [
    {
      code: 'unknown-group',
      span: value.span,
      message: `The target has no group \`${value.text}\`; ${program} refuses the file.`,
      refused: true,
    },
  ];
}

/** What validate_email says of the address, or undefined. Letters of other languages are illegal characters there. */
export function mailProblem(address: string, version: string): string | undefined {
  const plus = compareVersions(version, '4.0.5') >= 0;
  if (address.length < 2) return 'is too short: two characters at least';
  const illegal = [...address].find((character) => !/[A-Za-z0-9@.\-_]/.test(character) && !(plus && character === '+'));
  if (illegal === '+') return 'has a `+`, which is taken from audit 4.0.5 on';
  if (illegal !== undefined) return `has \`${illegal}\`; letters, digits and @ . - _ are taken`;
  const at = address.indexOf('@');
  if (at !== -1 && address.lastIndexOf('.') < at) return 'has no dot after its `@`';
  return undefined;
}
