import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edit } from '../../../core/src/config/edit';
import { judgeAndRead } from '../../../core/src/config/judge';
import { parseConfig } from '../../../core/src/config/tree';
import { configFile } from '../../../core/src/facts/config';
import { defaultTarget } from '../../../core/src/target';
import { configText } from '../../kit/configFiles';

const shipped = new URL('../../data/config/shipped/debian-12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, shipped), 'utf8');
const value = (text: string, keyword: string) =>
  judgeAndRead(parseConfig(text, 'auditd-conf'), defaultTarget).settings.last(keyword)?.value.text;

describe('a setting is changed in place', () => {
  test('only its value changes', () => {
    expect(edit('a = 1\n  Freq =  50 \n# b\n', 'freq', '20')).toBe('a = 1\n  Freq =  20\n# b\n');
  });

  test('of repeated lines the one that counts', () => {
    expect(edit('freq = 1\nfreq = 2\n', 'freq', '3')).toBe('freq = 1\nfreq = 3\n');
  });

  test('the shipped comment line becomes the setting', () => {
    const before = read('auditd.conf');
    expect(edit(before, 'tcp_listen_port', '60')).toBe(
      before.replace('##tcp_listen_port = 60', 'tcp_listen_port = 60'),
    );
    expect(edit(before, 'name', 'web1')).toBe(before.replace('##name = mydomain', 'name = web1'));
  });

  test('the shipped line without a value is filled in', () => {
    const before = read('audisp-remote.conf');
    expect(edit(before, 'remote_server', 'log')).toBe(before.replace('remote_server = \n', 'remote_server = log\n'));
    expect(edit(before, 'local_port', '1')).toBe(before.replace('##local_port =\n', 'local_port = 1\n'));
  });

  test('prose that speaks of a keyword is left alone', () => {
    expect(edit('# freq = how many records\n', 'freq', '5')).toBe('# freq = how many records\nfreq = 5\n');
  });

  test('the missing final newline is added', () => {
    expect(edit('freq = 50', 'freq', '20')).toBe('freq = 20\n');
    expect(edit('freq = 50', 'flush', 'none')).toBe('freq = 50\nflush = none\n');
    expect(edit('', 'flush', 'none')).toBe('flush = none\n');
  });

  test('a broken line of the keyword is mended', () => {
    expect(edit('freq=50\r\nx\n', 'freq', '20')).toBe('freq = 20\nx\n');
    expect(edit('\tfreq\t=\t50\n', 'freq', '20')).toBe('freq = 20\n');
  });

  test('verify_email goes above the address, where it counts', () => {
    expect(edit('action_mail_acct = a+b\n', 'verify_email', 'no')).toBe('verify_email = no\naction_mail_acct = a+b\n');
  });

  test('removing takes every line of the keyword, and nothing when there is none', () => {
    expect(edit('a = 1\nfreq = 1\nFREQ = 2', 'freq', null)).toBe('a = 1\n');
    expect(edit('a = 1', 'freq', null)).toBe('a = 1');
  });

  test('what cannot stand on a line is no value', () => {
    expect(() => edit('', 'freq', '5\n6')).toThrow(RangeError);
    expect(() => edit('', 'freq', ' ')).toThrow(RangeError);
  });
});

describe('on any text', () => {
  const keywords = fc.constantFrom(...configFile('auditd').keywords.map((keyword) => keyword.name));
  const texts = fc.oneof(configText('auditd'), fc.string({ unit: 'binary', maxLength: 60 }));
  const values = fc.constantFrom('1', 'yes', '/var/log/audit/audit.log', 'exec /bin/true');

  test('what was set is what is read, once and for all, and every other line is as it was', () => {
    fc.assert(
      fc.property(texts, keywords, values, (text, keyword, wish) => {
        const after = edit(text, keyword, wish);
        expect(after.endsWith('\n')).toBe(true);
        expect(edit(after, keyword, wish)).toBe(after);
        const line = parseConfig(after, 'auditd-conf').lines.findLast(
          (each) => each.words[0]?.text.toLowerCase() === keyword,
        );
        expect(
          line?.words
            .slice(2)
            .map((word) => word.text)
            .join(' '),
        ).toBe(wish);
        // Line by line the two texts differ in one place only.
        const before = (text === '' || text.endsWith('\n') ? text : `${text}\n`).split('\n');
        const now = after.split('\n');
        let same = 0;
        while (same < before.length && before[same] === now[same]) same++;
        let sameEnd = 0;
        while (sameEnd < before.length - same && before.at(-1 - sameEnd) === now.at(-1 - sameEnd)) sameEnd++;
        expect(before.length - same - sameEnd).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400, seed: 20261122 },
    );
  });

  test('what was removed is gone, and setting it again after that brings it back', () => {
    fc.assert(
      fc.property(texts, keywords, (text, keyword) => {
        const after = edit(text, keyword, null);
        expect(value(after, keyword)).toBeUndefined();
        expect(edit(after, keyword, null)).toBe(after);
        expect(text.split('\n').filter((line) => after.split('\n').includes(line)).length).toBeGreaterThanOrEqual(
          after.split('\n').length - 1,
        );
      }),
      { numRuns: 400, seed: 20261122 },
    );
  });
});

test('every keyword of every shipped file can be set and removed, and then only its line differs', () => {
  for (const name of [
    ...readdirSync(shipped),
    ...readdirSync(new URL('plugins.d/', shipped)).map((each) => `plugins.d/${each}`),
  ]) {
    if (!name.endsWith('.conf')) continue;
    const text = read(name);
    const kind = name.startsWith('plugins.d')
      ? 'plugin'
      : name === 'auditd.conf'
        ? 'auditd'
        : name.startsWith('zos')
          ? 'zos'
          : 'remote';
    for (const keyword of configFile(kind).keywords) {
      const set = edit(text, keyword.name, 'x');
      const rest = (all: string) => all.split('\n').filter((line) => !line.toLowerCase().includes(keyword.name));
      expect(rest(set)).toEqual(rest(text));
      expect(edit(set, keyword.name, null).toLowerCase()).not.toMatch(new RegExp(`^ *${keyword.name} =`, 'm'));
    }
  }
});
