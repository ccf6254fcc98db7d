import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../core/src/events/decode';
import { filterOf } from '../../../core/src/events/filter';
import { summarise } from '../../../core/src/events/sentence';
import { visible, visibleLines } from '../../../core/src/events/visible';
import { readFileSync } from 'node:fs';
import { inRepository } from '../../kit/repository';
import { collect } from './events';

const steering = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('visible', () => {
  it.each([
    ['plain grüße 漢字 😀', 'plain grüße 漢字 😀'],
    ['\x1b[31mred', '\u241b[31mred'],
    ['a\tb\r\n', 'a\u2409b\u240d\u240a'],
    ['\0\x7f', '\u2400\u2421'],
    ['\u009b31m', '\u2039U+009B\u203a31m'],
    ['\u202egnp.exe', '\u2039U+202E\u203agnp.exe'],
    [
      '\u2066\u2069\u200b\ufeff\u2028',
      '\u2039U+2066\u203a\u2039U+2069\u203a\u2039U+200B\u203a\u2039U+FEFF\u203a\u2039U+2028\u203a',
    ],
    ['\ud800x', '\u2039U+D800\u203ax'],
    ['\u{e0041}', '\u2039U+E0041\u203a'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('lets nothing through that steers, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(steering);
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        expect(visible(shown)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
    expect(visibleLines('a\n\tb\x1b')).toBe('a\n\tb\u241b');
  });
});

describe('hostile records', () => {
  const logs = ['central', 'kinds', 'hostile'].map((name) =>
    readFileSync(inRepository('test/data/logs', `${name}.log`)),
  );

  it('of the corpus give events whose sentences are inert', () => {
    const events = collect(logs[2] ?? new Uint8Array());
    expect(events.length).toBeGreaterThan(10);
    for (const event of events) {
      const { sentence, summary, user, key } = summarise(event);
      for (const text of [sentence, summary, user, key]) expect(text).not.toMatch(steering);
    }
  });

  it('that are real ones changed at random never make anything throw', () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('set', 'insert', 'remove'),
    });
    const filters = ['uid:>5 path:* -key:x', 'addr:1* | port:<9', 'exit:<0 "a"'].map((text) =>
      filterOf(text, { now: 0 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...logs), fc.nat(), fc.array(change, { maxLength: 60 }), (log, from, changes) => {
        const start = from % log.length;
        const bytes = [...log.subarray(start, start + 4000)];
        for (const { at, byte, kind } of changes) {
          const place = at % (bytes.length + 1);
          if (kind === 'set') bytes[place] = byte;
          else bytes.splice(place, kind === 'remove' ? 1 : 0, ...(kind === 'insert' ? [byte] : []));
        }
        for (const event of collect(Uint8Array.from(bytes))) {
          expect(summarise(event).summary).not.toMatch(steering);
          for (const record of event.records) decodeRecord(record);
          for (const filter of filters) filter.matches(event);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
