import type { EventRate, PanelWords } from '../../core/src/protocol/panel';
import { element, filled } from './dom';

const colours = 6;

/** How many events there were when, by node. For the eye: the rows say the same to everybody else. */
export class RateView {
  readonly view: HTMLElement;
  readonly #words: PanelWords;
  readonly #bars: HTMLElement;
  readonly #axis: HTMLElement;

  constructor(words: PanelWords) {
    this.#words = words;
    this.#bars = element('div', { class: 'bars' });
    this.#axis = element('div', { class: 'axis' });
    this.view = element(
      'div',
      { class: 'rate', role: 'img', 'aria-label': words.rate, hidden: '' },
      this.#bars,
      this.#axis,
    );
  }

  take({ from, step, bars }: EventRate): void {
    const totals = bars.map((bar) => bar.reduce((sum, count) => sum + count, 0));
    const highest = Math.max(...totals, 1);
    this.view.hidden = bars.length < 2;
    this.#bars.replaceChildren(
      ...bars.map((bar, index) => {
        const stack = element('div', { class: 'bar' });
        stack.style.height = `${(100 * (totals[index] ?? 0)) / highest}%`;
        bar.forEach((count, colour) => {
          if (count === 0) return;
          const piece = element('div', { class: `piece node-${colour % colours}` });
          piece.style.flexGrow = String(count);
          stack.append(piece);
        });
        return stack;
      }),
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
  }
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')} ${clock}`;
}
