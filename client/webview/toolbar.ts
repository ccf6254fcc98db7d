import type { PanelMenu, PanelStatus, PanelWords } from '../../core/src/protocol/panel';
import { button, element } from './dom';

export interface ToolbarWishes {
  readonly follow: () => void;
  readonly setPaused: (on: boolean) => void;
  readonly clear: () => void;
  readonly stop: () => void;
  /** Only what comes from now on, or all again. */
  readonly fromNow: (on: boolean) => void;
  readonly menu: (what: PanelMenu) => void;
}

/** The buttons around the filter. */
export class Toolbar {
  readonly view: HTMLElement;
  readonly #words: PanelWords;
  readonly #follow: HTMLButtonElement;
  readonly #pause: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #fromNow: HTMLButtonElement;
  #paused = false;
  #isFromNow = false;

  constructor(words: PanelWords, filter: HTMLElement, wishes: ToolbarWishes) {
    this.#words = words;
    const secondary = { class: 'action secondary' };
    this.#follow = button('', wishes.follow, { class: 'action', 'data-does': 'follow' });
    this.#pause = button('', () => wishes.setPaused(!this.#paused), { ...secondary, 'data-does': 'pause' });
    this.#stop = button(words.stop, wishes.stop, { ...secondary, 'data-does': 'stop' });
    this.#fromNow = button(words.fromNow, () => wishes.fromNow(!this.#isFromNow), secondary);
    const menu = (what: PanelMenu, label: string) =>
      button(`${label} ▾`, () => wishes.menu(what), { ...secondary, 'aria-haspopup': 'dialog', 'aria-label': label });
    const search = button(words.search, () => wishes.menu('search'), { ...secondary, 'aria-haspopup': 'dialog' });
    const before = element('div', { class: 'buttons' }, this.#follow, this.#pause);
    const after = element(
      'div',
      { class: 'buttons' },
      menu('filters', words.saved),
      this.#fromNow,
      button(words.clear, wishes.clear, { ...secondary, 'data-does': 'clear' }),
      search,
      menu('export', words.export),
      this.#stop,
    );
    this.view = element('div', { class: 'toolbar', role: 'toolbar' }, before, filter, after);
  }

  show(status: PanelStatus | undefined, following: boolean, isFromNow: boolean): void {
    const phases = status?.sources.map(({ phase }) => phase) ?? [];
    const isOver = phases.every((phase) => phase === 'ended' || phase === 'stopped' || phase === 'failed');
    this.#paused = phases.includes('paused');
    this.#isFromNow = isFromNow;
    this.#follow.textContent = following ? `▶ ${this.#words.following}` : `▷ ${this.#words.follow}`;
    this.#follow.setAttribute('aria-pressed', String(following));
    this.#pause.textContent = this.#paused ? `▶ ${this.#words.resume}` : `❚❚ ${this.#words.pause}`;
    this.#fromNow.setAttribute('aria-pressed', String(isFromNow));
    // There is nothing more to follow; how many rows there are and where one is stays as it was.
    this.#follow.hidden = isOver && following;
    this.#pause.hidden = isOver;
    this.#stop.hidden = isOver;
    this.#fromNow.hidden = isOver && !isFromNow;
  }
}
