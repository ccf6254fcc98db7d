import type { EventRate } from '../../../core/src/protocol/panel';
import type { Store } from '../tail/store';
import type { RowsView } from './rowsView';

/** Bars at most; so many of the newest rows at most. */
const bars = 120;
const newest = 100_000;
/** Seconds that a bar may cover: what a person counts in. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];

/**
 * How many events there are when, by the nodes' own clocks. One stamp far off the others must not squeeze the rest into
 * one bar, so the range ends little beyond where all but a hundredth of the events lie.
 */
export function rateOf(view: RowsView, store: Store): EventRate {
  const from = Math.max(view.first, view.end - newest);
  const stamps = new Float64Array(view.end - from);
  const colours = new Uint16Array(view.end - from);
  let count = 0;
  for (let position = from; position < view.end; position++) {
    const id = view.idAt(position);
    const entry = id === undefined ? undefined : store.get(id);
    if (entry?.kind !== 'event') continue;
    stamps[count] = entry.sec;
    colours[count++] = store.nodes.get(entry.node) ?? 0;
  }
  if (count === 0) return { from: 0, step: 1, bars: [] };
  const sorted = stamps.slice(0, count).sort();
  const hundredth = Math.floor(count / 100);
  const low = sorted[hundredth] ?? 0;
  const high = sorted[count - 1 - hundredth] ?? 0;
  const margin = (high - low) / 10 + 60;
  const earliest = sorted.find((stamp) => stamp >= low - margin) ?? low;
  const latest = sorted.findLast((stamp) => stamp <= high + margin) ?? high;
  const step = steps.find((seconds) => (latest - earliest) / seconds < bars) ?? 31_536_000;
  const begin = Math.floor(earliest / step) * step;
  const size = Math.floor((latest - begin) / step) + 1;
  const counts = Array.from({ length: size }, (): number[] => []);
  for (let n = 0; n < count; n++) {
    const bar = counts[Math.floor(((stamps[n] ?? 0) - begin) / step)];
    if (bar === undefined) continue;
    const colour = colours[n] ?? 0;
    while (bar.length <= colour && colour < 64) bar.push(0);
    bar[Math.min(colour, 63)] = (bar[Math.min(colour, 63)] ?? 0) + 1;
  }
  return { from: begin, step, bars: counts };
}
