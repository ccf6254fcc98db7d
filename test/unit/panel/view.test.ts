import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogView } from '../../../client/src/panel/view';
import { Store, type Entry, type KeptEvent } from '../../../client/src/tail/store';

const event = (serial: number): KeptEvent => ({
  kind: 'event',
  node: 'a',
  sec: 1,
  ms: 0,
  serial,
  lines: [],
  completion: 'single',
  late: false,
});

const even = (entry: Entry) => entry.kind === 'event' && entry.serial % 2 === 0;

function idsOf(view: LogView): (number | undefined)[] {
  const ids: (number | undefined)[] = [];
  for (let position = view.first; position < view.end; position++) ids.push(view.idAt(position));
  return ids;
}

describe('a view of the store', () => {
  it('looks from the newest backwards, a piece at a time', () => {
    const store = new Store(1000);
    for (let serial = 0; serial < 500; serial++) store.add(event(serial));
    store.takeChange();
    const view = new LogView(store, even);
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
    const view = new LogView(store, even);
    view.lookBack(() => false);
    const position = -3;
    const id = view.idAt(position);
    for (let serial = 100; serial < 120; serial++) store.add(event(serial));
    const change = store.takeChange();
    expect(change && view.absorb(change)).toBe(0);
    expect(view.idAt(position)).toBe(id);
    expect(view.idAt(0)).toBe(100);
    expect(view.first).toBe(-40);
  });

  it('says from where on rows are others', () => {
    const store = new Store(100);
    store.takeChange();
    const view = new LogView(store, even);
    for (let serial = 0; serial < 10; serial++) store.add(event(serial));
    const absorb = () => {
      const change = store.takeChange();
      return change === undefined ? 'nothing' : view.absorb(change);
    };
    expect(absorb()).toBe(0);
    store.amend(4, event(4));
    expect(absorb()).toBe(2);
    store.amend(5, event(5));
    expect(absorb()).toBeUndefined();
    // It fits now, and pushes the later ones back.
    store.amend(5, event(50));
    expect(absorb()).toBe(3);
    expect(idsOf(view)).toEqual([0, 2, 4, 5, 6, 8]);
    store.amend(6, event(7));
    expect(absorb()).toBe(4);
    expect(idsOf(view)).toEqual([0, 2, 4, 5, 8]);
  });

  it('is what one would get by looking at everything, whatever happens in between', () => {
    const doing = fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ amend: fc.integer({ min: 0, max: 60 }), serial: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ look: fc.integer({ min: 0, max: 3 }) }),
      fc.constant({ absorb: true }),
    );
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 60 }), fc.integer({ min: 0, max: 80 }), (doings, before) => {
        const store = new Store(50);
        for (let serial = 0; serial < before; serial++) store.add(event(serial));
        store.takeChange();
        const view = new LogView(store, even);
        const absorb = () => {
          const change = store.takeChange();
          if (change !== undefined) view.absorb(change);
        };
        for (const one of doings) {
          if ('add' in one) for (let n = 0; n < one.add; n++) store.add(event(store.end));
          else if ('amend' in one) store.amend(store.end - 1 - one.amend, event(one.serial));
          else if ('look' in one) {
            // As the model does: what changed is taken in before looking on.
            absorb();
            let turns = 0;
            view.lookBack(() => turns++ >= one.look);
          } else absorb();
        }
        absorb();
        view.lookBack(() => false);
        const expected: number[] = [];
        for (let id = store.first; id < store.end; id++) {
          const entry = store.get(id);
          if (entry !== undefined && even(entry)) expected.push(id);
        }
        expect(idsOf(view)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
