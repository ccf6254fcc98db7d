import { describe, expect, it } from 'vitest';
import { readCommaList, readCompare, readField } from '../../../core/src/rules/arguments';
import { lineAt, optionAt, parseRules, type OptionUse } from '../../../core/src/rules/tree';

const only = (text: string) => parseRules(text).lines[0]!;
const use = ({ name, argument, oddity }: OptionUse) =>
  [name, ...(argument === undefined ? [] : [argument.text]), ...(oddity === undefined ? [] : [`(${oddity})`])].join(
    ' ',
  );
const uses = (text: string) => only(text).options.map(use);

describe('words', () => {
  it.each([
    ['only spaces separate', '-w /x\t-p  wa\r', ['-w', '/x\t-p', 'wa\r']],
    ['a backslash keeps a space in the word', '-w /a\\ b\\\\c\\d', ['-w', '/a b\\c\\d']],
    ['but not in the first word', '-w/a\\ b x', ['-w/a\x07\x07b', 'x']],
    ['the characters that auditctl uses for that are spaces and backslashes too', '-k a\x07?b\x04?c', ['-k', 'a b\\c']],
    ['a NUL ends the line', '-w /x\0 -p wa', ['-w', '/x']],
    ['no quotes', '-k "a b"', ['-k', '"a', 'b"']],
  ])('%s', (_, text, words) => {
    expect(only(text).words.map((word) => word.text)).toEqual(words);
  });

  it('are where they stand, escapes and all', () => {
    const source = '  -F path=/a\\ b/c=d';
    const { field, operator, value } = readField(only(source).options[0]!.argument!, source);
    const written = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
    expect([field, operator!, value!].map(written)).toEqual(['path', '=', '/a\\ b/c=d']);
    expect(value!.text).toBe('/a b/c=d');
  });
});

describe('lines', () => {
  it('are blank, comments or commands', () => {
    const kinds = parseRules('\n   \n # x\n#y\n-D\n\t# z\n\r\n\0-D').lines.map(({ kind }) => kind);
    expect(kinds).toEqual(['blank', 'blank', 'comment', 'comment', 'command', 'command', 'command', 'blank']);
  });

  it('of more than 6143 bytes are read in pieces', () => {
    const text = `-w /x\n#${'é'.repeat(3071)}-D\n-e 1`;
    const tree = parseRules(text);
    expect(tree.lines.map(({ number, piece, kind }) => [number, piece, kind])).toEqual([
      [0, 0, 'command'],
      [1, 0, 'comment'],
      [1, 1, 'command'],
      [2, 0, 'command'],
    ]);
    expect(tree.lines[2]!.options.map(use)).toEqual(['-D']);
    expect(lineAt(tree, text.indexOf('-D'))).toBe(tree.lines[2]);
  });
});

describe('options', () => {
  it.each([
    ['separate', '-a always,exit -S open', ['-a always,exit', '-S open']],
    ['glued', '-aalways,exit -kx', ['-a always,exit', '-k x']],
    ['joined', '-it', ['-i', '-t']],
    ['long, shortened, with =', '--backlog=60 --loginuid', ['--backlog_wait_time 60', '--loginuid-immutable']],
    ['ambiguous', '--reset', ['--reset (ambiguous)']],
    ['unknown', '-x --bogus', ['-x (unknown)', '--bogus (unknown)']],
    ['without argument', '-a', ['-a (no-argument)']],
    ['with one too many', '--reset-lost=1', ['--reset-lost 1 (surplus-argument)']],
    ['an option as argument', '-k -F', ['-k -F']],
    ['behind other words', 'x -k y z', ['-k y']],
    ['up to --', '-k y -- -k z', ['-k y']],
  ])('%s', (_, text, expected) => {
    expect(uses(text)).toEqual(expected);
  });

  it('leave over what belongs to none', () => {
    expect(only('x -k y z -- -w').command!.leftover.map(({ text }) => text)).toEqual(['x', 'z', '-w']);
  });

  it.each([
    ['-a always,|', '-a', 'always,'],
    ['-F au|', '-F', 'au'],
    ['-a always,exit -S op|en', '-S', 'open'],
    ['-w /etc|', '-w', '/etc'],
  ])('are found while they are typed: %s', (marked, name, argument) => {
    const offset = marked.indexOf('|');
    const found = optionAt(only(marked.replace('|', '')), offset)!;
    expect([found.name, found.argument!.text]).toEqual([name, argument]);
  });
});

describe('arguments', () => {
  const argument = (text: string) => only(`-x ${text}`.replace('-x', '-F')).options[0]!.argument!;
  const field = (text: string) => {
    const { field: name, operator, value } = readField(argument(text), `-F ${text}`);
    return [name.text, operator?.text, value?.text];
  };

  it.each([
    ['auid>=1000', ['auid', '>=', '1000']],
    ['au', ['au', undefined, undefined]],
    ['uid=', ['uid', '=', '']],
    ['=0', ['', '=', '0']],
    ['uid==0', ['uid', '=', '=0']],
    ['uid=>0', ['uid', '=', '>0']],
    ['uid<>0', ['uid<', '>', '0']],
    ['path=/a!=b', ['path=/a', '!=', 'b']],
    ['a1&=3', ['a1', '&=', '3']],
  ])('%s', (text, expected) => {
    expect(field(text)).toEqual(expected);
  });

  it('compare', () => {
    const parts = readCompare(argument('uid!=euid'), '-F uid!=euid');
    expect([parts.field.text, parts.operator!.text, parts.value!.text]).toEqual(['uid', '!=', 'euid']);
  });

  it('list', () => {
    const source = '-F open,,close,';
    const parts = readCommaList(argument('open,,close,'), source);
    expect(parts.map(({ text, start, end }) => [text, source.slice(start, end)])).toEqual([
      ['open', 'open'],
      ['', ''],
      ['close', 'close'],
      ['', ''],
    ]);
  });
});
