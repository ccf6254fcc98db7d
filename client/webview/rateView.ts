import { momentText } from '../../core/src/events/moment';
import type { EventRate, PanelWords } from '../../core/src/protocol/panel';
import { element, filled } from './dom';

const colours = 6;

/** A time that was chosen, as the filter language has it; undefined: all times. */
export interface Between {
  readonly since: string;
  readonly until: string;
}

/**
 * How many events there were when, by node. A part of it that is chosen, by dragging or with keys, filters: it becomes a
 * `since:` and an `until:`.
 */
export class RateView {
  readonly view: HTMLElement;
  readonly #words: PanelWords;
  readonly #choose: (between: Between | undefined) => void;
  readonly #bars: HTMLElement;
  readonly #brush: HTMLElement;
  readonly #axis: HTMLElement;
  #rate: EventRate = { from: 0, step: 1, bars: [] };
  /** Bars: where the choice was begun, and where it stands. */
  #chosen: { readonly from: number; readonly to: number } | undefined;

  constructor(words: PanelWords, choose: (between: Between | undefined) => void) {
    this.#words = words;
    this.#choose = choose;
    this.#brush = element('div', { class: 'brush', hidden: '' });
    this.#bars = element('div', {
      class: 'bars',
      role: 'slider',
      tabindex: '0',
      'aria-label': words.rate,
      title: words.brushHint,
    });
    this.#axis = element('div', { class: 'axis', 'aria-hidden': 'true' });
    this.view = element('div', { class: 'rate', hidden: '' }, this.#bars, this.#axis);
    this.#bars.addEventListener('pointerdown', (event) => this.#drag(event));
    this.#bars.addEventListener('keydown', (event) => {
      if (this.#key(event)) event.preventDefault();
    });
    this.#bars.addEventListener('dblclick', () => this.#choose(undefined));
  }

  take(rate: EventRate): void {
    this.#rate = rate;
    const { from, step, bars } = rate;
    const totals = bars.map(total);
    const highest = Math.max(...totals, 1);
    this.view.hidden = bars.length < 2;
    this.#bars.replaceChildren(
      ...bars.map((bar, index) => {
        const stack = element('div', { class: 'bar' });
        const filling = element('div', { class: 'stack' });
        filling.style.height = `${(100 * (totals[index] ?? 0)) / highest}%`;
        bar.forEach((count, colour) => {
          if (count === 0) return;
          const piece = element('div', { class: `piece node-${colour % colours}` });
          piece.style.flexGrow = String(count);
          filling.append(piece);
        });
        stack.append(filling);
        return stack;
      }),
      this.#brush,
    );
    const labels: HTMLElement[] = [];
    for (let n = 0; n < 5; n++) labels.push(element('span', {}, timeOf(from + (n * step * bars.length) / 5)));
    // The last bar is still growing.
    const perSecond = (totals.at(-2) ?? 0) / step;
    const now = perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1);
    labels.push(
      element('span', {}, `${timeOf(from + step * bars.length)} · ${filled(this.#words.eventsPerSecond, now)}`),
    );
    this.#axis.replaceChildren(...labels);
    this.#show();
  }

  #drag(down: PointerEvent): void {
    if (down.button !== 0) return;
    const box = this.#bars.getBoundingClientRect();
    const barAt = (event: PointerEvent) =>
      this.#inside(Math.floor(((event.clientX - box.left) / box.width) * this.#count));
    const from = barAt(down);
    let moved = false;
    this.#bars.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent) => {
      moved ||= Math.abs(event.clientX - down.clientX) > 3;
      if (moved) this.#set({ from, to: barAt(event) });
    };
    const release = () => {
      this.#bars.removeEventListener('pointermove', move);
      if (moved) this.#apply();
    };
    this.#bars.addEventListener('pointermove', move);
    this.#bars.addEventListener('lostpointercapture', release, { once: true });
  }

  #key(event: KeyboardEvent): boolean {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = this.#chosen ?? { from: this.#count - 1, to: this.#count - 1 };
    if (by !== 0) {
      const to = this.#inside(this.#chosen === undefined ? at.to : at.to + by);
      this.#set({ from: event.shiftKey ? at.from : to, to });
    } else if (event.key === 'Home' || event.key === 'End') {
      const to = event.key === 'Home' ? 0 : this.#count - 1;
      this.#set({ from: event.shiftKey ? at.from : to, to });
    } else if (event.key === 'Enter' && this.#chosen !== undefined) this.#apply();
    else if (event.key === 'Escape') {
      if (this.#chosen === undefined) this.#choose(undefined);
      else this.#set(undefined);
    } else return false;
    return true;
  }

  get #count(): number {
    return this.#rate.bars.length;
  }

  #inside(bar: number): number {
    return Math.max(0, Math.min(this.#count - 1, bar));
  }

  #set(chosen: { readonly from: number; readonly to: number } | undefined): void {
    this.#chosen = chosen;
    this.#show();
  }

  #apply(): void {
    const chosen = this.#ends();
    this.#set(undefined);
    if (chosen === undefined) return;
    const { from, step } = this.#rate;
    // As the filter reads it: with the offset of now, and a second to its end.
    const offset = -new Date().getTimezoneOffset();
    this.#choose({
      since: momentText((from + chosen.low * step) * 1000, offset),
      until: momentText((from + (chosen.high + 1) * step - 1) * 1000, offset),
    });
  }

  #ends(): { readonly low: number; readonly high: number } | undefined {
    if (this.#chosen === undefined) return undefined;
    const { from, to } = this.#chosen;
    return { low: this.#inside(Math.min(from, to)), high: this.#inside(Math.max(from, to)) };
  }

  #show(): void {
    const ends = this.#ends();
    this.#brush.hidden = ends === undefined;
    if (ends !== undefined) {
      this.#brush.style.left = `${(100 * ends.low) / this.#count}%`;
      this.#brush.style.width = `${(100 * (ends.high - ends.low + 1)) / this.#count}%`;
    }
    const { from, step, bars } = this.#rate;
    const { low, high } = ends ?? { low: 0, high: this.#count - 1 };
    const events = bars.slice(low, high + 1).reduce((sum, bar) => sum + total(bar), 0);
    this.#bars.setAttribute('aria-valuemin', '0');
    this.#bars.setAttribute('aria-valuemax', String(Math.max(0, this.#count - 1)));
    this.#bars.setAttribute('aria-valuenow', String(this.#chosen?.to ?? high));
    this.#bars.setAttribute(
      'aria-valuetext',
      `${timeOf(from + low * step)} – ${timeOf(from + (high + 1) * step)}: ${events.toLocaleString()}`,
    );
  }
}

function total(bar: readonly number[]): number {
  return bar.reduce((sum, count) => sum + count, 0);
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')} ${clock}`;
}
