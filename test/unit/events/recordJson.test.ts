import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../core/src/events/decode';
import type { AuditRecord } from '../../../core/src/events/event';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import { Output } from '../../../server/src/eventsCommand/output';
import { RecordJson } from '../../../server/src/eventsCommand/recordJson';
import { inRepository } from '../../kit/repository';

/** Records of one command's run, as JSON each. */
function writer(options: { readonly raw: boolean; readonly decode: boolean }): (record: AuditRecord) => string {
  const out = new Output(-1);
  const json = new RecordJson({ naming: {}, ...options }, out);
  return (record) => {
    out.used = 0;
    json.write(record);
    return out.bytes.toString('utf8', 0, out.used);
  };
}

/** What JSON should say, made from the decoded record in the plainest way. */
function expected(record: AuditRecord): unknown {
  const fields: [string, string][] = [];
  const counts = new Map<string, number>();
  for (const { name, value } of decodeRecord(record)) {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const key = name === '' ? '_' : name;
    fields.push([count === 1 ? key : `${key}_${count}`, value]);
  }
  return { type: record.type, fields: Object.fromEntries(fields) };
}

const lines = ['central', 'local-enriched', 'local-raw', 'kinds'].flatMap((name) =>
  readFileSync(inRepository('test/data/logs', `${name}.log`), 'utf8')
    .trimEnd()
    .split('\n'),
);

describe('records as JSON', () => {
  it('say the same when they are recognised as when they are decoded, again and again', () => {
    const json = writer({ raw: false, decode: true });
    for (let round = 0; round < 2; round++) {
      for (const line of lines) {
        const record = parseRecord(line);
        if (!isMalformed(record)) expect(JSON.parse(json(record))).toEqual(expected(record));
      }
    }
  });

  it('say the same for lines that were changed at random', () => {
    const json = writer({ raw: false, decode: true });
    const piece = fc.constantFrom(
      ' ',
      '=',
      '"',
      "'",
      '\\',
      'uid=',
      ' uid=0',
      ' key="x"',
      '\x1d',
      'A',
      '7',
      '{',
      '}',
      ',',
      '(',
      '\t',
      'ü',
      ' old ',
      ' a0=1',
    );
    const change = fc.tuple(fc.nat(), fc.nat(3), piece);
    fc.assert(
      fc.property(
        fc.constantFrom(...lines.filter((line) => line.length < 3000)),
        fc.array(change, { maxLength: 6 }),
        (line, changes) => {
          let text = line;
          for (const [at, remove, insert] of changes) {
            const place = at % (text.length + 1);
            text = text.slice(0, place) + insert + text.slice(place + remove);
          }
          const record = parseRecord(text);
          if (isMalformed(record)) return;
          const fresh = parseRecord(text) as AuditRecord;
          const names = decodeRecord(fresh).map(({ name }) => name);
          const found = JSON.parse(json(record)) as unknown;
          // Numbering of names that come again is compared only where it is simple.
          if (new Set(names).size === names.length && !names.some((name) => /_\d+$/.test(name) || name === '__proto__'))
            expect(found).toEqual(expected(fresh));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('are JSON for any text', () => {
    const json = writer({ raw: true, decode: true });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const record = parseRecord(`type=USER msg=audit(1.001:1): a=${value} ${name}=${value} b="${value}"`);
        if (!isMalformed(record)) expect((JSON.parse(json(record)) as { raw: string }).raw).toBe(record.raw);
      }),
      { numRuns: 2000 },
    );
  });
});
