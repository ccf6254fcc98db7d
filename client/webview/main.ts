import {
  receive,
  type MessageBody,
  type MessageName,
  type PanelHandlers,
  type PanelStatus,
  type PanelWords,
} from '../../core/src/protocol/panel';
import { button, element, filled, shown } from './dom';
import { FilterBar } from './filterBar';
import { EventList } from './list';
import { RateView } from './rateView';
import './styles.css';

/** What a hidden page leaves behind for the next one. */
interface Remembered {
  readonly filter: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): Remembered | undefined;
  setState(state: Remembered): void;
};

const editor = acquireVsCodeApi();

function post<N extends MessageName<'toExtension'>>(name: N, body: MessageBody<'toExtension', N>): void {
  editor.postMessage({ name, body });
}

/** The page, once it knows its words. */
class Page {
  readonly #words: PanelWords;
  readonly #list: EventList;
  readonly #filter: FilterBar;
  readonly #rate: RateView;
  readonly #follow: HTMLButtonElement;
  readonly #pause: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #empty: HTMLElement;
  readonly #status: HTMLElement;
  #last: PanelStatus | undefined;

  constructor(words: PanelWords) {
    this.#words = words;
    this.#list = new EventList(words, {
      rows: (range) => post('wantRows', range),
      details: (id) => post('wantDetails', { id }),
      follow: (on) => {
        post('follow', { on });
        this.#showButtons();
      },
      copy: (id, what) => {
        post('copy', { id, what });
        this.#announce(words.copied);
      },
    });
    const apply = (filter: string) => {
      editor.setState({ filter });
      post('setFilter', { filter });
    };
    this.#filter = new FilterBar(words, editor.getState()?.filter ?? '', apply, () => this.#list.focus());
    this.#rate = new RateView(words);
    this.#follow = button('', () => this.#list.follow(), { class: 'action', 'data-does': 'follow' });
    this.#pause = button(
      '',
      () => post('setPaused', { on: !(this.#last?.sources.some(({ phase }) => phase === 'paused') ?? false) }),
      {
        class: 'action secondary',
        'data-does': 'pause',
      },
    );
    const clear = button(words.clear, () => post('clear', {}), { class: 'action secondary', 'data-does': 'clear' });
    this.#stop = button(words.stop, () => post('stop', {}), { class: 'action secondary', 'data-does': 'stop' });
    const buttons = element('div', { class: 'buttons' }, this.#follow, this.#pause);
    this.#empty = element('div', { class: 'empty' });
    this.#status = element('div', { class: 'status', role: 'status' });
    const bar = element('div', { class: 'toolbar', role: 'toolbar' }, buttons, this.#filter.view, clear, this.#stop);
    document.body.replaceChildren(bar, this.#rate.view, this.#list.view, this.#empty, this.#status, announcer);
    this.#list.mount();
    this.#showEmpty();
    this.#showButtons();
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#filter.focus();
    });
    post('follow', { on: this.#list.following });
  }

  readonly handlers: Omit<PanelHandlers<'toPage'>, 'words'> = {
    status: (status) => {
      this.#last = status;
      this.#status.replaceChildren(
        ...status.sources.map(({ phase, text }) => element('span', { class: `source ${phase}` }, shown(text, 600))),
        ...status.figures.map(({ text, severity }) => element('span', { class: severity }, text)),
        ...(status.filter.done < 1 ? [element('span', {}, this.#lookedThrough(status.filter.done))] : []),
      );
      this.#showEmpty();
      this.#showButtons();
    },
    rows: (batch) => {
      this.#list.take(batch);
      this.#showEmpty();
      if (batch.batch > 0) post('acknowledge', { batch: batch.batch });
    },
    details: (details) => this.#list.takeDetails(details),
    rate: (rate) => this.#rate.take(rate),
  };

  #lookedThrough(done: number): string {
    return filled(this.#words.filterRunning, `${Math.round(done * 100)} %`);
  }

  #showButtons(): void {
    const phases = this.#last?.sources.map(({ phase }) => phase) ?? [];
    const over = phases.every((phase) => phase === 'ended' || phase === 'stopped' || phase === 'failed');
    const paused = phases.includes('paused');
    const { following } = this.#list;
    this.#follow.textContent = following ? `▶ ${this.#words.following}` : `▷ ${this.#words.follow}`;
    this.#follow.setAttribute('aria-pressed', String(following));
    this.#pause.textContent = paused ? `▶ ${this.#words.resume}` : `❚❚ ${this.#words.pause}`;
    // There is nothing more to follow; how many rows there are and where one is stays as it was.
    this.#follow.hidden = over && following;
    this.#pause.hidden = over;
    this.#stop.hidden = over;
  }

  #showEmpty(): void {
    const { isEmpty } = this.#list;
    const sources = this.#last?.sources ?? [];
    this.#empty.hidden = !isEmpty;
    this.#list.view.classList.toggle('nothing', isEmpty);
    if (!isEmpty) return;
    if (sources.length === 0) {
      const begin = (how: 'tail' | 'file', label: string) =>
        button(label, () => post('begin', { how }), { class: 'action' });
      if (this.#empty.dataset['shows'] === 'none') return;
      this.#empty.dataset['shows'] = 'none';
      this.#empty.replaceChildren(
        element('p', {}, this.#words.emptyTitle),
        element('div', {}, begin('file', this.#words.openFile), begin('tail', this.#words.tailHost)),
      );
      return;
    }
    delete this.#empty.dataset['shows'];
    const filtered = (this.#last?.filter.text ?? '') !== '';
    this.#empty.replaceChildren(
      element(
        'p',
        {},
        sources.every(({ phase }) => phase === 'failed')
          ? shown(sources.map(({ text }) => text).join('\n'))
          : filtered
            ? this.#words.nothingFits
            : this.#words.nothingYet,
      ),
    );
  }

  #announce(text: string): void {
    announcer.textContent = text;
  }
}

/** Said by screen readers, seen by nobody. */
const announcer = element('div', { class: 'announcer', 'aria-live': 'polite' });

let page: Page | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const handlers: PanelHandlers<'toPage'> = {
    words: (words) => (page ??= new Page(words)),
    status: (status) => page?.handlers.status(status),
    rows: (batch) => page?.handlers.rows(batch),
    details: (details) => page?.handlers.details(details),
    rate: (rate) => page?.handlers.rate(rate),
  };
  receive('toPage', handlers, data);
});

// The words come in answer to this.
post('ready', { filter: editor.getState()?.filter ?? '' });
