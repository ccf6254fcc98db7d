import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { Collator, type CollatorOptions } from '../../../core/src/events/collator';
import type { AuditEvent, AuditRecord, SerialGap } from '../../../core/src/events/event';
import { inRepository, inShared } from '../../kit/repository';
import { skipAloud } from '../../kit/skip';
import { bytes, collect, record } from './events';
import { syntheticLog } from './syntheticLog';

/** A collator that writes down what it tells. */
function told(options: CollatorOptions = {}) {
  const notes: string[] = [];
  const name = (event: AuditEvent) => `${event.node ?? '-'}:${event.serial}`;
  const gaps = new Map<number, SerialGap>();
  const collator = new Collator(
    {
      opened: (event) => notes.push(`opened ${name(event)}`),
      amended: (event, { type }) => notes.push(`amended ${name(event)} ${type}`),
      closed: (event) => notes.push(`closed ${name(event)} ${event.completion} ${event.records.length}`),
      late: (event, { type }) => notes.push(`late ${name(event)} ${type} ${event.records.length}`),
      gap: (gap) => {
        gaps.set(gap.id, gap);
        notes.push(`gap ${gap.node ?? '-'}:${gap.from}-${gap.to} ${gap.missing}`);
      },
      duplicate: ({ serial, type }) => notes.push(`duplicate ${serial} ${type}`),
    },
    options,
  );
  const push = (type: string, time: string, serial: number, node = '', body = 'a=1') =>
    collator.push(record(`${node === '' ? '' : `node=${node} `}type=${type} msg=audit(${time}:${serial}): ${body}`));
  return { collator, push, notes, gaps };
}

const shape = (events: readonly AuditEvent[]) =>
  events
    .map(
      ({ node, sec, ms, serial, records }) =>
        `${node} ${sec}.${ms}:${serial} ${records.map(({ type }) => type).join()}`,
    )
    .sort();

describe('the collator', () => {
  it('tells of an open event at once, amends it and closes it by PROCTITLE', () => {
    const { push, notes } = told();
    push('SYSCALL', '100.000', 1);
    push('CWD', '100.000', 1);
    push('PROCTITLE', '100.000', 1);
    expect(notes).toEqual(['opened -:1', 'amended -:1 CWD', 'closed -:1 proctitle 3']);
  });

  it.each([
    ['USER_AUTH', 'single'],
    ['DAEMON_START', 'single'],
    ['ADD_USER', 'single'],
    ['KERNEL', 'single'],
    ['ANOM_LOGIN_FAILURES', 'single'],
    ['UNKNOWN[2999]', 'single'],
    ['EOE', 'eoe'],
    ['PROCTITLE', 'proctitle'],
  ])('closes %s at once (%s)', (type, why) => {
    const { push, notes } = told();
    push(type, '100.000', 1);
    expect(notes).toEqual([`closed -:1 ${why} 1`]);
  });

  it.each(['SYSCALL', 'LOGIN', 'AVC', 'CONFIG_CHANGE', 'UNKNOWN[1390]', 'NO_SUCH_TYPE'])(
    'waits for more after %s',
    (type) => {
      const { push, notes } = told();
      push(type, '100.000', 1);
      expect(notes).toEqual(['opened -:1']);
    },
  );

  it('keeps ANOM_PROMISCUOUS together with its SYSCALL, and calls it whole when it stands alone', () => {
    const { push, notes, collator } = told();
    push('ANOM_PROMISCUOUS', '100.000', 1);
    push('SYSCALL', '100.000', 1);
    push('PROCTITLE', '100.000', 1);
    push('ANOM_PROMISCUOUS', '100.000', 2);
    collator.end();
    expect(notes).toEqual([
      'opened -:1',
      'amended -:1 SYSCALL',
      'closed -:1 proctitle 3',
      'opened -:2',
      'closed -:2 single 1',
    ]);
  });

  it('closes by the clock of the same node only', () => {
    const { push, notes } = told();
    push('SYSCALL', '100.000', 1, 'a');
    push('USER_AUTH', '109.000', 5, 'b');
    push('USER_AUTH', '101.999', 2, 'a');
    expect(notes).toEqual(['opened a:1', 'closed b:5 single 1', 'closed a:2 single 1']);
    push('USER_AUTH', '102.000', 3, 'a');
    expect(notes.slice(3)).toEqual(['closed a:1 time-out 1', 'closed a:3 single 1']);
  });

  it('closes nothing when a clock is set back, and goes on with the new time', () => {
    const { push, notes } = told();
    push('SYSCALL', '5000.000', 1);
    push('SYSCALL', '1000.000', 2);
    push('PROCTITLE', '1000.000', 2);
    push('PROCTITLE', '5000.000', 1);
    expect(notes).toEqual(['opened -:1', 'opened -:2', 'closed -:2 proctitle 2', 'closed -:1 proctitle 2']);
  });

  it('closes what has been quiet, counted from the last record', () => {
    const { push, notes, collator } = told({ timeout: 2000 });
    collator.tick(10_000);
    push('SYSCALL', '100.000', 1);
    collator.tick(10_500);
    push('CWD', '100.000', 1);
    collator.tick(12_400);
    collator.tick(14_300);
    expect(notes).not.toContain('closed -:1 quiet 2');
    collator.tick(14_400);
    expect(notes.at(-1)).toBe('closed -:1 quiet 2');
  });

  it('joins a late record to its event and says so', () => {
    const { push, notes } = told();
    push('SYSCALL', '100.000', 1);
    push('PROCTITLE', '100.000', 1);
    push('PATH', '100.000', 1);
    expect(notes.at(-1)).toBe('late -:1 PATH 3');
  });

  it('drops what it has already when it is asked to', () => {
    const { push, notes } = told({ dropDuplicates: true });
    push('SYSCALL', '100.000', 1);
    push('SYSCALL', '100.000', 1);
    push('PATH', '100.000', 1, '', 'item=0');
    push('PATH', '100.000', 1, '', 'item=1');
    push('PROCTITLE', '100.000', 1);
    push('PROCTITLE', '100.000', 1);
    expect(notes.filter((note) => note.startsWith('duplicate'))).toEqual([
      'duplicate 1 SYSCALL',
      'duplicate 1 PROCTITLE',
    ]);
    expect(notes).toContain('closed -:1 proctitle 4');
  });

  it('tells one serial with two stamps apart, however long it goes on', () => {
    const { push, notes } = told({ remember: 2 });
    push('SYSCALL', '100.000', 7);
    push('SYSCALL', '100.500', 7);
    push('USER_AUTH', '100.600', 8);
    push('USER_AUTH', '100.601', 9);
    push('PROCTITLE', '100.000', 7);
    push('PROCTITLE', '100.500', 7);
    expect(notes.filter((note) => note.startsWith('closed -:7'))).toEqual([
      'closed -:7 proctitle 2',
      'closed -:7 proctitle 2',
    ]);
  });

  it('is bounded: open events, records of one event, nodes', () => {
    const { push, notes, collator } = told({ maxOpen: 100, maxRecords: 10, maxNodes: 5 });
    for (let serial = 1; serial <= 1000; serial++) push('SYSCALL', '100.000', serial, `n${serial % 20}`);
    expect(collator.openCount).toBeLessThanOrEqual(100);
    for (let count = 0; count < 100; count++) push('PATH', '101.000', 5000, 'one');
    expect(notes).toContain('closed one:5000 limit 10');
  });

  it('with a time-out of 0 still joins the records of one event', () => {
    const { push, notes } = told({ timeout: 0 });
    push('SYSCALL', '100.000', 1);
    push('CWD', '100.000', 1);
    push('SYSCALL', '100.001', 2);
    expect(notes).toEqual(['opened -:1', 'amended -:1 CWD', 'closed -:1 time-out 2', 'opened -:2']);
  });
});

describe('serials', () => {
  it('that are missing are told when the node has gone on by the time-out, not when CPUs overtake each other', () => {
    const { push, notes } = told();
    push('USER_AUTH', '100.000', 10, 'a');
    push('USER_AUTH', '100.001', 12, 'a');
    push('USER_AUTH', '100.001', 11, 'a');
    push('USER_AUTH', '100.002', 20, 'a');
    push('USER_AUTH', '100.002', 15, 'a');
    expect(notes.some((note) => note.startsWith('gap'))).toBe(false);
    push('USER_AUTH', '103.000', 21, 'a');
    expect(notes.filter((note) => note.startsWith('gap'))).toEqual(['gap a:13-19 6']);
  });

  it('that come after all are told again with less', () => {
    const { push, gaps, collator } = told();
    push('USER_AUTH', '100.000', 10);
    push('USER_AUTH', '100.001', 13);
    collator.end();
    expect([...gaps.values()].map(({ missing }) => missing)).toEqual([2]);
    push('USER_AUTH', '100.000', 11);
    push('USER_AUTH', '100.000', 12);
    expect([...gaps.values()].map(({ missing }) => missing)).toEqual([0]);
  });

  it('of DAEMON records, of another boot and of other nodes are no gap', () => {
    const { push, gaps, collator } = told();
    push('USER_AUTH', '100.000', 90_000, 'a');
    push('DAEMON_END', '100.500', 4711, 'a');
    push('DAEMON_START', '160.000', 815, 'a');
    push('USER_AUTH', '160.100', 12, 'a');
    push('USER_AUTH', '160.100', 13, 'a');
    push('USER_AUTH', '160.100', 500, 'b');
    collator.end();
    expect(gaps.size).toBe(0);
  });

  it('stay bounded when several hosts write without a node name', () => {
    const { push, gaps, collator } = told();
    for (let index = 0; index < 2000; index++)
      push('USER_AUTH', `${100 + index}.000`, (index % 2) * 50_000 + Math.floor(index / 2));
    collator.end();
    expect(gaps.size).toBeLessThan(20);
  });
});

describe('events of real and of made logs', () => {
  it.each([
    ['local-enriched.log', 56],
    ['local-raw.log', 56],
    ['central.log', 119],
  ])('%s has %i', (name, events) => {
    const found = collect(readFileSync(inRepository('test/data/logs', name)));
    expect(found).toHaveLength(events);
    expect(found.every(({ late, completion }) => !late && completion !== 'time-out')).toBe(true);
  });

  it('five nodes with clocks 0, 3, 6, 9 and 12 s apart give exactly the true number', () => {
    const log = syntheticLog({ events: 5000, nodes: 5, skew: 3, seed: 1 });
    const found = collect(bytes(`${log.lines.join('\n')}\n`));
    expect(found).toHaveLength(log.events);
    expect(found.every(({ completion }) => completion === 'proctitle' || completion === 'single')).toBe(true);
  });

  const generator = inShared('reference/bench/gen.py');
  const name = 'the generator of ../shared, clocks 0 to 12 s apart, gives exactly the true number';
  if (generator === undefined) skipAloud(name, '../shared is not here');
  else {
    it(name, () => {
      const log = execFileSync('python3', [generator, '50000', '5', '1', '--skew', '3'], {
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const truth = new Set(
        log
          .toString()
          .match(/^node=\S+|audit\([^)]+\)/gm)
          ?.reduce<string[]>((keys, part) => {
            if (part.startsWith('node=')) keys.push(part);
            else keys.push(`${keys.pop()} ${part}`);
            return keys;
          }, []),
      );
      expect(collect(log)).toHaveLength(truth.size);
    });
  }

  it('any interleaving of the nodes gives the same events', () => {
    const log = syntheticLog({ events: 300, nodes: 4, skew: 3, seed: 7 });
    const expected = shape(collect(bytes(`${log.lines.join('\n')}\n`)));
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 50, maxLength: 600 }), (choices) => {
        const queues = [...log.byNode.values()].map((lines) => [...lines]);
        const mixed: string[] = [];
        for (const choice of choices) {
          const line = queues[choice % queues.length]?.shift();
          if (line !== undefined) mixed.push(line);
        }
        for (const queue of queues) mixed.push(...queue);
        expect(shape(collect(bytes(`${mixed.join('\n')}\n`)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('a stream that is resumed a little further back gives no event twice', () => {
    const { lines, events } = syntheticLog({ events: 400, nodes: 3, skew: 2, seed: 3 });
    fc.assert(
      fc.property(fc.nat(lines.length), fc.nat(200), (stop, back) => {
        const seen: AuditEvent[] = [];
        const records: AuditRecord[] = [...lines.slice(0, stop), ...lines.slice(Math.max(0, stop - back))].map(record);
        const collator = new Collator({ closed: (event) => seen.push(event) }, { dropDuplicates: true });
        for (const each of records) collator.push(each);
        collator.end();
        expect(seen).toHaveLength(events);
        expect(seen.reduce((sum, event) => sum + event.records.length, 0)).toBe(lines.length);
      }),
      { numRuns: 60 },
    );
  });
});
