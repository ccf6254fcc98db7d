/** Configuration files made at random, most of them nearly right: what people and their editors do to them. */
import fc from 'fast-check';
import { configFile } from '../../core/src/facts/config';
import type { ConfigKeyword, ConfigKind } from '../../core/src/facts/configKeyword';

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values);

const numbers = [
  '0',
  '1',
  '5',
  '16',
  '60',
  '99',
  '100',
  '512',
  '999',
  '1000',
  '1024',
  '1025',
  '65535',
  '65536',
  '99999',
];
const bigNumbers = ['100000', '2147483647', '2147483648', '4294967297', '18446744073709551615', '18446744073709551616'];
const nearNumbers = [
  '+5',
  '-1',
  '1.5',
  '0x10',
  '007',
  '8M',
  '5%',
  '%5',
  '99%',
  '100%',
  '0%',
  '5%5',
  '%',
  '1-2',
  '1-2-3',
  '9-2',
];
const words = [
  'yes',
  'no',
  'YES',
  'true',
  'root',
  'adm',
  'nobody-has-this',
  '4x',
  'any',
  'a',
  'none',
  'syslog',
  'halt',
  'exec',
];
const paths = [
  '/dev/null',
  '/tmp',
  '/a.log',
  'relative',
  '/etc/passwd',
  '/var/log/x.log',
  '/bin/true',
  '/sbin/auditd',
  '/no/such',
];
const mails = ['a@b', 'a@b.c', 'a+b@c.d', 'a!b', 'ä', '"root"'];

function value(keyword: ConfigKeyword): fc.Arbitrary<string> {
  const listed = keyword.values.map((entry) => entry.value);
  const fitting: readonly string[] =
    listed.length > 0
      ? [...listed, ...listed.map((word) => word.toUpperCase())]
      : keyword.type === 'path'
        ? paths
        : keyword.type === 'email'
          ? mails
          : keyword.type.startsWith('integer') || keyword.type.startsWith('port') || keyword.type === 'duration'
            ? numbers
            : words;
  return fc.oneof(
    { weight: 12, arbitrary: pick(fitting) },
    { weight: 2, arbitrary: pick(numbers) },
    { weight: 1, arbitrary: pick(bigNumbers) },
    { weight: 2, arbitrary: pick(nearNumbers) },
    { weight: 1, arbitrary: pick(words) },
    { weight: 1, arbitrary: pick([...paths, ...mails, '=', '#', '""', '\u00e9\u20ac']) },
  );
}

const separator = fc.oneof(
  { weight: 30, arbitrary: pick([' = ', '  =   ']) },
  { weight: 1, arbitrary: pick(['=', ' =', '= ', ' : ', ' ', '\t=\t', ' =\t', ' =\u00a0', ' = = ']) },
);
const tail = fc.oneof(
  { weight: 25, arbitrary: pick(['', '', '', ' ']) },
  {
    weight: 1,
    arbitrary: pick([' # why', ' more', ' more words', '\t', '\r', ' /bin/true', ' /no/such', '\0', '\u00a0', '#']),
  },
);

function setting(kind: ConfigKind): fc.Arbitrary<string> {
  return pick(configFile(kind).keywords).chain((keyword) =>
    fc
      .tuple(
        pick(['', '', '', '', '', '', '', '', ' ', '\t']),
        separator,
        value(keyword),
        tail,
        pick([0, 0, 0, 0, 0, 0, 1, 2]),
      )
      .map(([before, between, text, after, spelling]) => {
        const name = spelling === 1 ? keyword.name.toUpperCase() : spelling === 2 ? `${keyword.name}s` : keyword.name;
        return `${before}${spelling === 2 && text.length % 3 !== 0 ? keyword.name : name}${between}${text}${after}`;
      }),
  );
}

const comment = fc
  .tuple(
    pick(['#', ' # ', '##', '\t#']),
    pick([0, 3, 60, 125, 126, 127, 128, 157, 158, 159, 300, 520]),
    pick(['', ' = x', ' # y']),
  )
  .map(([sign, length, end]) => `${sign}${'x'.repeat(length)}${end}`);

const needed: Record<ConfigKind, readonly string[]> = {
  auditd: ['space_left = 75', 'admin_space_left = 50'],
  remote: ['remote_server = 127.0.0.1'],
  plugin: [],
  audispd: [],
  zos: ['server = h', 'user = u', 'password = p'],
};

/** Text of a file of that kind: some lines that it needs, some settings at random, comments, odd line ends. */
export function configText(kind: ConfigKind): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 6, arbitrary: setting(kind) },
    { weight: 1, arbitrary: comment },
    { weight: 1, arbitrary: pick(['', ' ', '\r', 'x', '= =', 'name = web1']) },
  );
  return fc
    .tuple(
      pick([true, true, true, true, true, true, false]),
      fc.array(line, { minLength: 0, maxLength: 3 }),
      pick(['\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '']),
      pick(['\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\r\n']),
      pick(['', '', '', '', '', '', '', '', '', '', '', '', '', '\ufeff']),
    )
    .map(([complete, lines, end, newline, start]) => {
      const all = [...(complete ? needed[kind] : []), ...lines];
      return all.length === 0 ? '' : `${start}${all.join(newline)}${end}`;
    });
}
