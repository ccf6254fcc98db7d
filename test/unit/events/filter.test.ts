import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filterOf } from '../../../core/src/events/filter';
import { momentOf } from '../../../core/src/events/moment';
import { inRepository } from '../../kit/repository';
import { collect } from './events';

const events = collect(readFileSync(inRepository('test/data/logs/kinds.log')));
const now = 1_700_000_200_000;

/** Serials of the events that the filter lets through, of those with a node. */
function through(text: string): number[] {
  const filter = filterOf(text, { now });
  return events.filter((event) => event.node !== null && filter.matches(event)).map(({ serial }) => serial);
}

describe('the filter language', () => {
  it.each([
    ['', [100, 101, 102, 103, 104, 105, 106, 107]],
    ['node:db1', [101]],
    ['node:db1,web1', [100, 101, 102]],
    ['node:w*', [100, 102]],
    ['-node:jump', [100, 101, 102]],
    ['type:USER_LOGIN', [103]],
    ['type:user_login', [103]],
    ['key:identity', [101]],
    ['key:ident*,network', [101, 102]],
    ['success:no', [101, 102]],
    ['success:yes node:web1', [100]],
    ['result:EACCES', [101]],
    ['user:deploy', [100, 102]],
    ['user:1003', [100, 102]],
    ['auid:ops', [103]],
    ['uid:backup', [101]],
    ['exe:/usr/bin/c*', [100, 101, 102, 105]],
    ['comm:cat', [101]],
    ['path:/etc/shadow', [101]],
    ['path:/srv/b/y', [104]],
    ['syscall:execve', [100]],
    ['syscall:59', [100]],
    ['pid:2', [100, 102, 104, 105, 106, 107]],
    ['ses:3', [103]],
    ['addr:203.0.113.*', [103]],
    ['addr:198.51.100.7', [102]],
    ['port:80', [102]],
    ['port:>79', [102]],
    ['exit:<0', [101, 102]],
    ['exit:<-100', [102]],
    ['exit:>=0', [100, 104, 105, 106, 107]],
    ['comm~:/^c(at|url)$/', [100, 101, 102]],
    ['comm~:/^CAT$/i', [101]],
    ['curl', [100, 102]],
    ['"curl -s"', [100]],
    ['SHADOW', [101]],
    ['node:web1 | node:db1', [100, 101, 102]],
    ['(node:web1 | node:db1) success:no', [101, 102]],
    ['-(node:web1 | node:db1)', [103, 104, 105, 106, 107]],
    ['since:2m', [100, 101, 102, 103, 104, 105, 106, 107]],
    ['since:1m', []],
    ['until:22:15', [100, 101, 102, 103, 104, 105, 106, 107]],
    ['until:22:14', []],
    ['since:"2023-11-14 22:15:00"', [100, 101, 102, 103, 104, 105, 106, 107]],
    ['ocomm:auditd', [107]],
    ['serial:104', [104]],
  ])('%s', (text, serials) => {
    expect(through(text)).toEqual(serials);
    expect(filterOf(text, { now }).problems).toEqual([]);
  });

  it.each([
    ['since:soon node:db1', 'since:soon', [101]],
    ['comm~:/(/ node:db1', 'comm~:/(/', [101]],
    ['key: node:db1', 'key:', [101]],
    ['exit:>many node:db1', 'exit:>many', [101]],
    ['success:perhaps node:db1', 'success:perhaps', [101]],
    ['node:db1 )', ')', [101]],
    ['(node:db1', '(', [101]],
    ['node:db1 |', '|', [101]],
    ['node:db1 -(', '(', [101]],
  ])('%s: what cannot be read is marked, the rest filters', (text, marked, serials) => {
    const { problems } = filterOf(text, { now });
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toContain(marked);
    expect(problems.every(({ message }) => message.length > 10)).toBe(true);
    expect(through(text)).toEqual(serials);
  });

  it('tells where its terms stand', () => {
    const text = '-type:PATH "a b"';
    expect(
      filterOf(text, { now }).terms.map(({ kind, span, name }) => [kind, text.slice(span.start, span.end), name]),
    ).toEqual([
      ['operator', '-', undefined],
      ['field', 'type:PATH', 'type'],
      ['word', '"a b"', undefined],
    ]);
  });

  it('never throws, and its spans lie in the text', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '|',
      '-',
      '"',
      ' ',
      'a:',
      'a~:/',
      '/',
      'since:',
      'until:',
      '10m',
      '>',
      '<=',
      '*',
      '?',
      'key:',
      ',',
      '\\',
      '[',
      'node:web1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        const filter = filterOf(text, { now });
        for (const event of events.slice(0, 5)) filter.matches(event);
        for (const { span } of [...filter.problems, ...filter.terms]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.end).toBeGreaterThan(span.start);
        }
      }),
      { numRuns: 3000 },
    );
    expect(() => filterOf('('.repeat(100_000), { now })).not.toThrow();
    expect(() => filterOf('-'.repeat(100_000), { now })).not.toThrow();
  });
});

describe('moments', () => {
  const clock = { now: Date.UTC(2026, 10, 22, 14, 12, 4), offsetMinutes: 60 };
  const iso = (text: string, end = false) => {
    const moment = momentOf(text, clock, end);
    return moment === undefined ? undefined : new Date(moment).toISOString();
  };

  it.each([
    ['10m', '2026-11-22T14:02:04.000Z'],
    ['2h', '2026-11-22T12:12:04.000Z'],
    ['today', '2026-11-21T23:00:00.000Z'],
    ['14:05', '2026-11-22T13:05:00.000Z'],
    ['2026-11-22 14:05', '2026-11-22T13:05:00.000Z'],
    ['2026-11-22T14:05:06.789', '2026-11-22T13:05:06.789Z'],
    ['2026-11-22', '2026-11-21T23:00:00.000Z'],
    ['2026-11-22T14:05:00Z', '2026-11-22T14:05:00.000Z'],
    ['soon', undefined],
    ['', undefined],
    ['25:00', undefined],
    ['2026-13-01', undefined],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it('until takes all of the minute or the day', () => {
    expect(iso('14:05', true)).toBe('2026-11-22T13:05:59.999Z');
    expect(iso('today', true)).toBe('2026-11-22T22:59:59.999Z');
  });
});
