/** Lines of rules files for fast-check: right ones by grammar, and what mutation makes of them. */
import fc from 'fast-check';
import { fields } from '../../core/src/facts/rules/fields';
import { machines } from '../../core/src/facts/rules/machines';
import { options } from '../../core/src/facts/rules/options';
import { operators } from '../../core/src/rules/arguments';

const word = fc.constantFrom;
const number = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 70000 }).map(String) },
  word(
    '0',
    '1',
    '010',
    '0x1f',
    '0x',
    '4294967295',
    '4294967296',
    '-1',
    '99999999999999999999999',
    '1k',
    '1.5',
    '100-200',
    '+5',
    '45',
    '46',
  ),
);
const account = fc.oneof(
  { weight: 3, arbitrary: number },
  word('root', 'daemon', 'unset', 'UNSET', 'nosuchuser', 'bin', ''),
);
const path = fc.oneof(
  word(
    '/',
    '//',
    '/etc',
    '/etc/',
    '/etc/passwd',
    'etc/passwd',
    '/a/../b',
    '/var/log/*.log',
    '"/x"',
    '/a\\ b',
    '/a\\\\b',
    '/é',
    '/x=y',
    '~/x',
    '',
  ),
  fc.string({ maxLength: 12 }).map((text) => `/${clean(text)}`),
);
const calls = fc.oneof(
  word(
    'open',
    'openat',
    'all',
    'ALL',
    'execve',
    'stime',
    'openat2',
    'fchmodat2',
    'bogus',
    'OPEN',
    '59',
    '2047',
    '2048',
    '-1',
    '0x10',
    '',
  ),
  word('chown32', 'io_uring_setup', 'socketcall', 'umount', 'umount2', 'clone3'),
);
const goodCall = word('open', 'openat', 'all', 'execve', 'unlink', 'rename', '59', 'CHMOD');
const callList = fc
  .array(fc.oneof({ weight: 9, arbitrary: goodCall }, calls), { minLength: 1, maxLength: 4 })
  .map((names) => names.join(','));
const key = fc.oneof(
  word(
    'k',
    'id',
    'a=b',
    'a!=b',
    'x>=y',
    '"k"',
    '',
    'ids-x',
    'ids-',
    'ids-mkexe-hi',
    'ids-mkexec-hi',
    'ids-sys-',
    '-k',
    '#c',
  ),
  fc.string({ maxLength: 10 }).map(clean),
);
const machine = word(
  'b64',
  'b64',
  'b64',
  'b64',
  'b64',
  'b64',
  'b64',
  'b64',
  'b32',
  'b32',
  'b32',
  'b32',
  'b32',
  'b32',
  'b64',
  'b32',
  'B64',
  '0xC000003E',
  'c000003e',
  '3221225534',
  ...machines.map(({ name }) => name),
  'arm64',
  'ia64',
  'uring',
  'b6',
);
const perm = word('wa', 'wa', 'wa', 'r', 'x', 'rwxa', 'r', 'w', 'x', 'a', 'wa', 'rwxa', 'RW', 'rwxar', 'q', 'rr', '');

const fieldName = fc.oneof(
  {
    weight: 30,
    arbitrary: word(
      ...fields.map(({ name }) => name).filter((name) => name !== 'arch' && name !== 'fstype' && name !== 'msgtype'),
    ),
  },
  { weight: 2, arbitrary: word('arch', 'fstype', 'msgtype') },
  word('UID', 'cwd', 'a4', '', 'Path', 'auidx'),
);
const operator = fc.oneof(
  { weight: 16, arbitrary: word('=', '=', '=', '!=', '>=', '<=', '>', '<') },
  word(...operators, '==', '=>', '~', '', '&&'),
);
const fieldValue: Record<string, fc.Arbitrary<string>> = {
  uid: account,
  gid: account,
  arch: machine,
  path,
  perm,
  errno: fc.oneof(number, word('EACCES', '-EPERM', '-eperm', 'EWOULDBLOCK', 'EBOGUS', '-', '--EPERM')),
  filetype: word('file', 'dir', 'FILE', 'symlink', '1', 'fifo'),
  fstype: word('tracefs', 'debugfs', 'cgroup', '0x64626720', '4294967295', 'ext4'),
  msgtype: fc.oneof(
    number,
    word('CWD', 'cwd', 'USER_LOGIN', 'BOGUS', 'UNKNOWN[1400]', 'UNKNOWN[x]', 'UNKNOWN[1', 'AVC'),
  ),
  session: fc.oneof(number, word('unset', 'x')),
  family: fc.oneof(number, word('inet', 'AF_INET', '2')),
  label: word('u', 's0', 'system_u', 'a:b'),
  key,
};
const condition = fieldName.chain((name) => {
  const kind = fields.find((fact) => fact.name === name.toLowerCase())?.value ?? 'number';
  const value = fc.oneof({ weight: 16, arbitrary: fieldValue[kind] ?? number }, number, account);
  return fc.tuple(operator, value).map(([sign, text]) => `${name}${sign}${text}`);
});
const list = word(
  'exit',
  'exit',
  'exit',
  'exit',
  'task',
  'user',
  'exclude',
  'filesystem',
  'io_uring',
  'entry',
  'EXIT',
  'always',
  '',
);
const action = word(
  'always',
  'always',
  'always',
  'always',
  'always',
  'always',
  'never',
  'never',
  'never',
  'possible',
  'Always',
  '',
);
const pair = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(action, list).map(([a, l]) => `${a},${l}`) },
  fc.tuple(list, action).map(([l, a]) => `${l},${a}`),
  word('always', ',', 'always,exit,', 'exit,possible'),
);
const comparison = fc.tuple(fieldName, word('=', '!=', '>', ''), fieldName).map((parts) => parts.join(''));

const option = (name: string, value: fc.Arbitrary<string>) =>
  fc
    .tuple(value, fc.integer({ min: 0, max: 9 }))
    .map(([text, how]) => (how === 0 ? `${name}${text}` : `${name} ${text}`));

const rulePart = fc.oneof(
  { weight: 6, arbitrary: option('-F', condition) },
  { weight: 3, arbitrary: option('-S', callList) },
  { weight: 2, arbitrary: option('-k', key) },
  { weight: 1, arbitrary: option('-C', comparison) },
  { weight: 1, arbitrary: option('-p', perm) },
);
const rule = fc
  .tuple(
    option('-a', pair),
    fc.option(
      option(
        '-F',
        machine.map((name) => `arch=${name}`),
      ),
    ),
    fc.array(rulePart, { maxLength: 3 }),
  )
  .map(([head, arch, parts]) => [head, ...(arch === null ? [] : [arch]), ...parts].join(' '));
const watch = fc
  .tuple(
    option('-w', path),
    fc.array(rulePart, { maxLength: 2 }),
    fc.option(option('-p', perm)),
    fc.option(option('-k', key)),
  )
  .map((parts) => parts.flat().filter(Boolean).join(' '));
const setting = fc.oneof(
  fc
    .tuple(word('-b', '-r', '-e', '-f', '--backlog_wait_time', '--backlog', '-b '), number)
    .map((parts) => parts.join(' ')),
  word(
    '-D',
    '-D -k x',
    '-D x',
    '-i',
    '-c',
    '-l',
    '-s',
    '-s -i',
    '-l -k x',
    '-v',
    '-h',
    '-t',
    '-q /a,/b',
    '-q /a',
    '-m text',
    '-m a b',
    '-R x',
  ),
  word(
    '--reset-lost',
    '--reset',
    '--loginuid-immutable',
    '--loginuid',
    '--help',
    '--bogus',
    '--',
    '-',
    '--reset-lost=1',
    '--reset_b',
  ),
  fc.tuple(word('--signal', '--sig'), word('hup', 'TERM', 'INT', 'stop')).map((parts) => parts.join(' ')),
);
const anyOption = fc.oneof(rulePart, setting, option('-W', path), option('-A', pair), option('-d', pair), watch);
const jumble = fc
  .array(fc.oneof(anyOption, word('x', '#', '-', '--', '-it', '-kx', '–p', '\t')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(' '));

const base = fc.oneof(
  { weight: 8, arbitrary: rule },
  { weight: 3, arbitrary: watch },
  { weight: 2, arbitrary: setting },
  { weight: 2, arbitrary: jumble },
  {
    weight: 1,
    arbitrary: fc
      .array(word(...options.map(({ name }) => name), 'x', '0'), { maxLength: 4 })
      .map((names) => names.join(' ')),
  },
);

const pieces = [
  ' ',
  '  ',
  '\t',
  ',',
  '=',
  '!',
  '-',
  '--',
  '"',
  '\\',
  '#',
  '0',
  'x',
  '-F',
  '-S',
  '-a',
  '\r',
  '\x07',
  '\x04',
  '\x01',
  'é',
];

/** A mutation: a piece put in, letters taken out or swapped, a word doubled or moved. */
const mutation = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat(), fc.nat(), word(...pieces));

export function mutate(text: string, [kind, a, b, piece]: readonly [number, number, number, string]): string {
  const at = text.length === 0 ? 0 : a % text.length;
  if (kind === 0) return text.slice(0, at) + piece + text.slice(at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1 + (b % 3));
  const words = text.split(' ');
  const from = a % words.length;
  if (kind === 2) return text.slice(0, at) + piece + text.slice(at + 1);
  if (kind === 3) return [...words.slice(0, from), words[from], ...words.slice(from)].join(' ');
  const [moved] = words.splice(from, 1);
  words.splice(b % (words.length + 1), 0, moved!);
  return words.join(' ');
}

/** Single lines, at most 6143 bytes, without LF and NUL. */
export const ruleLine: fc.Arbitrary<string> = fc
  .tuple(base, fc.array(mutation, { maxLength: 2 }), fc.integer({ min: 0, max: 2 }))
  .map(([text, mutations, often]) => clean((often === 0 ? mutations : []).reduce(mutate, text), false));

/** Without characters that would end the line, or (`word`) the word. */
function clean(text: string, word = true): string {
  const line = text.replace(/[\n\0]|\p{Cs}/gu, '');
  return word ? line.replace(/[\s\\\x07\x04]/g, '') : line;
}

/** The smallest line that still `fails`, by leaving out words, then letters. */
export function shrink(line: string, fails: (lines: string[]) => boolean[]): string {
  let smallest = line;
  for (let round = 0; round < 30; round++) {
    const words = smallest.split(' ');
    const shorter =
      words.length > 1 ? words.map((_, at) => words.filter((_word, other) => other !== at).join(' ')) : [];
    const letters =
      smallest.length <= 60 ? [...smallest].map((_, at) => smallest.slice(0, at) + smallest.slice(at + 1)) : [];
    const candidates = [...shorter, ...letters].filter((text) => text.trim() !== '');
    if (candidates.length === 0) break;
    const found = fails(candidates).indexOf(true);
    if (found === -1) break;
    smallest = candidates[found]!;
  }
  return smallest;
}
