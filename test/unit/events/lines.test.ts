import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../core/src/events/lines';
import { textOfBytes } from '../../../core/src/events/utf8';
import { inRepository } from '../../kit/repository';
import { bytes } from './events';

type Line = [text: string, offset: number, length: number];

function split(chunks: Iterable<Uint8Array>, maxBytes?: number): Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter((...line) => lines.push(line), maxBytes === undefined ? {} : { maxBytes });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, index) => whole.subarray(at[index], end));
}

describe('lines of a log', () => {
  it('are the same however the bytes are cut', () => {
    const log = readFileSync(inRepository('test/data/logs/local-enriched.log'));
    const whole = split([log]);
    expect(whole).toHaveLength(193);
    fc.assert(
      fc.property(fc.array(fc.nat(log.length), { maxLength: 40 }), (places) => {
        expect(split(cut(log, places))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
    expect(split(Array.from(log.subarray(0, 3000), (byte) => Uint8Array.of(byte)))).toEqual(
      split([log.subarray(0, 3000)]),
    );
  });

  it('tell where they stand in bytes, also after text that is not ASCII', () => {
    expect(split([bytes('grüße\n\nb')])).toEqual([
      ['grüße', 0, 8],
      ['', 8, 1],
      ['b', 9, 1],
    ]);
  });

  it('keep NUL and CR, and replace bytes that are no UTF-8', () => {
    expect(split([Uint8Array.of(0, 0x61, 0x0d, 0x0a, 0xff, 0xc3, 0x0a)]).map(([text]) => text)).toEqual([
      '\0a\r',
      '\ufffd\ufffd',
    ]);
  });

  it('are cut with a mark when they are longer than the limit, in every chunking, and the offsets stay right', () => {
    const log = bytes(`short\n${'x'.repeat(5000)}\nafter\n`);
    const whole = split([log], 1000);
    expect(whole.map(([text]) => text.length > 100)).toEqual([false, true, false]);
    expect(whole[1]?.[0].endsWith('x\u2026[4000 bytes cut]')).toBe(true);
    expect(whole[2]).toEqual(['after', 5007, 6]);
    expect(split(cut(log, [3, 700, 1200, 4000, 5006]), 1000)).toEqual(whole);
  });

  it('never hold more than the limit while a line does not end', () => {
    const lines: Line[] = [];
    const splitter = new LineSplitter((...line) => lines.push(line), { maxBytes: 1000 });
    const chunk = new Uint8Array(1 << 16).fill(0x61);
    for (let index = 0; index < 1000; index++) splitter.push(chunk);
    expect(lines).toEqual([]);
    splitter.end();
    expect(lines[0]?.[0].length).toBeLessThan(1100);
    expect(lines[0]?.[2]).toBe(65_536_000);
  });

  it('tell where a reader may resume: behind the last whole line', () => {
    const splitter = new LineSplitter(() => undefined, { offset: 100 });
    splitter.push(bytes('one\ntw'));
    expect(splitter.offset).toBe(104);
  });
});

describe('UTF-8', () => {
  it('is read as browsers read it, whatever the bytes', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const nasty = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xbf, 0x9f, 0xa0)),
    );
    fc.assert(
      fc.property(nasty, (values) => {
        expect(textOfBytes(values)).toBe(decoder.decode(Uint8Array.from(values)));
      }),
      { numRuns: 3000 },
    );
  });
});
