import type { PanelStatus, PanelWords } from '../../core/src/protocol/panel';
import { button, filled, shown } from './dom';

/** What stands above the first row: what there is before it, and a way there. */
export class OlderBar {
  readonly view: HTMLButtonElement;
  #state: PanelStatus['older']['state'] = 'all';

  constructor(read: () => void) {
    this.view = button('', read, { class: 'older', hidden: '' });
  }

  get isAvailable(): boolean {
    return this.#state === 'available';
  }

  set({ state, text }: PanelStatus['older']): void {
    this.#state = state;
    this.view.textContent = shown(text, 400);
    this.view.disabled = state === 'reading';
  }

  /** At the first row only: it takes room. */
  show(isAtTop: boolean): void {
    this.view.hidden = this.#state === 'all' || !isAtTop;
  }
}

/** How many rows came since somebody scrolled up, and the way back to the newest. */
export class SinceButton {
  readonly view: HTMLButtonElement;
  readonly #words: PanelWords;
  #endWhenLeft = 0;

  constructor(words: PanelWords, follow: () => void) {
    this.#words = words;
    this.view = button('', follow, { class: 'since', hidden: '' });
  }

  /** The end is left, or come back to: counting begins anew. */
  left(end: number): void {
    this.#endWhenLeft = end;
  }

  show(end: number, following: boolean): void {
    const since = end - this.#endWhenLeft;
    this.view.hidden = following || since <= 0;
    const words = since === 1 ? this.#words.newEvent : filled(this.#words.newEvents, since);
    if (!this.view.hidden) this.view.textContent = `↓ ${words}`;
  }
}
