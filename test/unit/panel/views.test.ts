import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalView } from '../../../client/src/panel/arrivalView';
import { timeOf, type RowsView } from '../../../client/src/panel/rowsView';
import { TimeView } from '../../../client/src/panel/timeView';
import { Store, type Entry, type KeptEvent, type Notice } from '../../../client/src/tail/store';

const event = (serial: number): KeptEvent => ({
  kind: 'event',
  node: 'a',
  sec: 1,
  ms: 0,
  serial,
  lines: [],
  completion: 'single',
  late: false,
  source: 0,
});

const even = (entry: Entry) => entry.kind === 'event' && entry.serial % 2 === 0;

function idsOf(view: RowsView): (number | undefined)[] {
  const ids: (number | undefined)[] = [];
  for (let position = view.first; position < view.end; position++) ids.push(view.idAt(position));
  return ids;
}

describe('a view in the order of arrival', () => {
  it('looks from the newest backwards, a piece at a time', () => {
    const store = new Store(1000);
    for (let serial = 0; serial < 500; serial++) store.add(event(serial));
    store.takeChange();
    const view = new ArrivalView(store, even);
    let turns = 0;
    expect(view.lookBack(() => ++turns > 1)).toBe(false);
    expect(view.idAt(-1)).toBe(498);
    expect(view.done).toBeGreaterThan(0);
    expect(view.done).toBeLessThan(1);
    expect(view.lookBack(() => false)).toBe(true);
    expect([view.first, view.end]).toEqual([-250, 0]);
    expect(view.idAt(-250)).toBe(0);
  });

  it('keeps the positions of rows while others come and go', () => {
    const store = new Store(100);
    for (let serial = 0; serial < 100; serial++) store.add(event(serial));
    store.takeChange();
    const view = new ArrivalView(store, even);
    view.lookBack(() => false);
    const position = -3;
    const id = view.idAt(position);
    for (let serial = 100; serial < 120; serial++) store.add(event(serial));
    const change = store.takeChange();
    if (change !== undefined) view.absorb(change);
    expect(view.takeChangedFrom()).toBe(0);
    expect(view.idAt(position)).toBe(id);
    expect(view.idAt(0)).toBe(100);
    expect(view.first).toBe(-40);
  });

  it('says from where on rows are others', () => {
    const store = new Store(100);
    store.takeChange();
    const view = new ArrivalView(store, even);
    for (let serial = 0; serial < 10; serial++) store.add(event(serial));
    const absorb = (): number => {
      const change = store.takeChange();
      if (change !== undefined) view.absorb(change);
      return view.takeChangedFrom();
    };
    expect(absorb()).toBe(0);
    store.amend(4, event(4));
    expect(absorb()).toBe(2);
    store.amend(5, event(5));
    expect(absorb()).toBe(Infinity);
    // It fits now, and pushes the later ones back.
    store.amend(5, event(50));
    expect(absorb()).toBe(3);
    expect(idsOf(view)).toEqual([0, 2, 4, 5, 6, 8]);
    store.amend(6, event(7));
    expect(absorb()).toBe(4);
    expect(idsOf(view)).toEqual([0, 2, 4, 5, 8]);
  });
});

const doing = fc.oneof(
  fc.record({
    add: fc.array(fc.record({ sec: fc.integer({ min: 0, max: 30 }), source: fc.nat(2) }), { maxLength: 40 }),
  }),
  fc.record({ amend: fc.integer({ min: 0, max: 60 }), serial: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ older: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ look: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ expire: fc.integer({ min: 0, max: 30 }) }),
  fc.constant({ absorb: true as const }),
);

const byArrival = (): number => 0;
const byTime = (a: Entry, b: Entry): number => timeOf(a) - timeOf(b);

// Whatever happens in between, a view is what one would get by looking at everything, and says which rows have moved.
describe.each([
  ['arrival', ArrivalView, byArrival],
  ['time', TimeView, byTime],
] as const)('a view in the order of %s', (_name, View, order) => {
  it('holds what fits, in its order, and tells of every row that has changed its place', () => {
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 60 }), fc.integer({ min: 0, max: 80 }), (doings, before) => {
        const store = new Store(50);
        const put = (sec: number, source: number) => store.add({ ...event(store.end), sec, source });
        for (let serial = 0; serial < before; serial++) put(serial % 7, 0);
        store.takeChange();
        let oldest = -Infinity;
        const view = new View(store, (entry) => even(entry) && timeOf(entry) >= oldest);
        let seen = new Map<number, number | undefined>();
        const look = () => {
          const changedFrom = view.takeChangedFrom();
          for (const [position, id] of seen) {
            const stays = position < changedFrom && position >= view.first && position < view.end;
            if (stays) expect(view.idAt(position)).toBe(id);
          }
          seen = new Map();
          for (let position = view.first; position < view.end; position++) seen.set(position, view.idAt(position));
        };
        const absorb = () => {
          const change = store.takeChange();
          if (change !== undefined) view.absorb(change);
          look();
        };
        for (const one of doings) {
          // As the model does: what changed is taken in before anything else.
          if (!('add' in one) && !('amend' in one)) absorb();
          if ('add' in one) for (const { sec, source } of one.add) put(sec, source);
          else if ('amend' in one) {
            const id = store.end - 1 - one.amend;
            const entry = store.get(id);
            if (entry?.kind === 'event') store.amend(id, { ...entry, serial: one.serial });
          } else if ('older' in one) {
            const entries = Array.from({ length: one.older }, (_, n) => ({ ...event(n), sec: n % 5 }));
            store.addOlder(entries);
          } else if ('look' in one) {
            let turns = 0;
            view.lookBack(() => turns++ >= one.look);
            look();
          } else if ('expire' in one && one.expire * 1000 > oldest) {
            oldest = one.expire * 1000;
            view.expire(oldest);
            look();
          }
        }
        absorb();
        view.lookBack(() => false);
        look();
        const expected: { id: number; entry: Entry }[] = [];
        for (let id = store.first; id < store.end; id++) {
          const entry = store.get(id);
          if (entry !== undefined && even(entry) && timeOf(entry) >= oldest) expected.push({ id, entry });
        }
        expected.sort((a, b) => order(a.entry, b.entry) || a.id - b.id);
        expect(idsOf(view)).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a view in the order of time', () => {
  it('lets what comes late move the rows behind it, and what is found further back those in front', () => {
    const store = new Store(1000);
    const put = (sec: number, source: number) => store.add({ ...event(2 * store.end), sec, source });
    for (let sec = 0; sec < 100; sec++) put(sec, 0);
    for (let sec = 0; sec < 100; sec++) put(sec, 1);
    store.takeChange();
    const view = new TimeView(store, () => true);
    view.lookBack(() => true);
    const half = view.end - 1;
    const seen = view.idAt(half);
    view.lookBack(() => false);
    expect(view.idAt(half)).toBe(seen);
    expect(idsOf(view).slice(0, 4)).toEqual([0, 100, 1, 101]);
    const first = view.idAt(view.first + 3);
    put(2, 1);
    const change = store.takeChange();
    if (change !== undefined) view.absorb(change);
    expect(view.idAt(view.first + 3)).toBe(first);
    expect(view.takeChangedFrom()).toBe(view.first);
  });

  it('keeps a notice behind the event of its log that it followed', () => {
    const store = new Store(100);
    store.add({ ...event(2), sec: 10 });
    const notice: Notice = { kind: 'malformed', count: 1, samples: ['x'] };
    const id = store.add({ kind: 'notice', at: 9_999_999, notice, source: 0 });
    store.add({ ...event(4), sec: 20, source: 1 });
    store.takeChange();
    const view = new TimeView(store, () => true);
    view.lookBack(() => false);
    expect(idsOf(view)).toEqual([0, id, 2]);
  });
});
