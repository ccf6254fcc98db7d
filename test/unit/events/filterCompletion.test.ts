import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filterOf } from '../../../core/src/events/filter';
import { completeFilter } from '../../../core/src/events/filterCompletion';
import { decisiveTerms, quoted, withoutTermAt, withTerm } from '../../../core/src/events/filterEdit';
import { parseFilter } from '../../../core/src/events/filterSyntax';
import { vocabularyOf } from '../../../core/src/events/filterVocabulary';
import { inRepository } from '../../kit/repository';
import { collect } from './events';

const events = collect(readFileSync(inRepository('test/data/logs/kinds.log')));
const vocabulary = vocabularyOf(events);

/** What is offered at the bar, and the text after the first offer, or after the one that is named, was taken. */
function completed(marked: string, take?: string): { offers: readonly string[]; text: string } {
  const offset = marked.indexOf('|>');
  const text = marked.replace('|>', '');
  const { span, proposals } = completeFilter(text, offset, vocabulary);
  const offers = proposals.map((proposal) => proposal.text);
  const taken = take ?? offers[0] ?? '';
  expect(offers).toContain(taken);
  return { offers, text: text.slice(0, span.start) + taken + text.slice(span.end) };
}

describe('completion of a filter', () => {
  it.each([
    ['|>', 'node:'],
    ['no|>', 'node:'],
    ['success:no ke|>', 'success:no key:'],
    ['success:no -ty|> user:x', 'success:no -type: user:x'],
    ['(node:a | no|>)', '(node:a | node:)'],
    ['success:|>', 'success:no'],
    ['since:1|>', 'since:10m'],
    ['key:ident|>', 'key:identity'],
    ['key:network,ident|>', 'key:network,identity'],
    ['key:id|>,network', 'key:identity,network'],
    ['node:W|> success:no', 'node:web1 success:no'],
    ['-type:sysc|>', '-type:SYSCALL'],
    ['exit:|>', 'exit:<0'],
    ['n|>:web1', 'node:web1'],
  ])('%s → %s', (marked, applied) => expect(completed(marked).text).toBe(applied));

  it('offers the values that are in view, the most frequent of those that begin so first', () => {
    const { offers } = completed('node:|>');
    expect(offers).toContain('db1');
    expect(offers).not.toContain('');
    const often = (value: string) => vocabulary.values('node').get(value) ?? 0;
    expect(often(offers[0] ?? '')).toBeGreaterThanOrEqual(often(offers.at(-1) ?? ''));
  });

  it('takes a word for the value that it begins', () => {
    expect(completed('iden|>', 'key:identity').text).toBe('key:identity');
  });

  it('offers fields that only these events have, once something is typed', () => {
    expect(completed('nametyp|>').text).toBe('nametype:');
    expect(completed('|>').offers).not.toContain('nametype:');
  });

  it('offers nothing inside a regular expression', () => {
    expect(completeFilter('exe~:/cu', 8, vocabulary).proposals).toEqual([]);
  });

  it('offers values that mean themselves, whatever signs they have', () => {
    for (const name of ['exe', 'path', 'user', 'command', 'comm', 'addr']) {
      for (const value of vocabulary.values(name).keys()) {
        const text = `${name}:${quoted(value)}`;
        const { problems, terms } = parseFilter(text, { now: 0 });
        expect([text, problems, terms.length]).toEqual([text, [], 1]);
        expect([text, events.some((event) => filterOf(text, { now: 0 }).matches(event))]).toEqual([text, true]);
      }
    }
  });

  it('never throws, and replaces a part of the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'binary' }), fc.nat(40), (text, at) => {
        const { span } = completeFilter(text, Math.min(at, text.length), vocabulary);
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(span.start).toBeLessThanOrEqual(span.end);
      }),
    );
  });
});

describe('changing a filter', () => {
  it.each([
    ['', 'since', '10m', 'since:10m'],
    ['key:a', 'since', '10m', 'key:a since:10m'],
    ['since:1h key:a since:2h', 'since', '10m', 'key:a since:10m'],
    ['since:1h key:a', 'since', undefined, 'key:a'],
    ['a | b', 'since', '10m', '(a | b) since:10m'],
    ['(a | b) c', 'since', '10m', '(a | b) c since:10m'],
    ['-since:1h', 'since', '10m', '-since:1h since:10m'],
    ['(since:1h | key:a)', 'since', '10m', '(since:1h | key:a) since:10m'],
    ['key:a', 'until', '2026-11-22 14:05', 'key:a until:"2026-11-22 14:05"'],
  ])('%s with %s:%s is %s', (text, name, value, expected) => expect(withTerm(text, name, value)).toBe(expected));

  it.each([
    ['node:a key:b|>', 'node:a  '],
    ['node:a -key:b|> c', 'node:a   c'],
    ['no|>de:a (key:b)', '  (key:b)'],
    ['node:a |>', 'node:a '],
  ])('%s, without what is being written, is %j', (marked, expected) => {
    expect(withoutTermAt(marked.replace('|>', ''), marked.indexOf('|>'))).toBe(expected);
  });

  it('knows the terms that must hold', () => {
    const words = (text: string) => decisiveTerms(text).map(({ span }) => text.slice(span.start, span.end));
    expect(words('since:now key:a -b "c d"')).toEqual(['since:now', 'key:a', '"c d"']);
    expect(words('a (b | c)')).toEqual(['a']);
    expect(words('a | b')).toEqual([]);
    expect(words('--a')).toEqual(['a']);
  });
});

describe('a filter by time', () => {
  it('goes on with the time when it says how long ago', () => {
    const [event] = events;
    if (event === undefined) throw new Error('no events');
    const clock = { now: event.sec * 1000 + 60_000 };
    const since = filterOf('since:2m', clock);
    const until = filterOf('until:2m', clock);
    expect([since.matches(event), until.matches(event)]).toEqual([true, false]);
    clock.now += 120_000;
    expect([since.matches(event), until.matches(event)]).toEqual([false, true]);
  });
});
