import { decisiveTerms, withTerm } from '../../core/src/events/filterEdit';
import {
  receive,
  type MessageBody,
  type MessageName,
  type PanelHandlers,
  type PanelRemembers,
  type PanelStatus,
  type PanelWords,
} from '../../core/src/protocol/panel';
import { button, element, filled, shown } from './dom';
import { EmptyView } from './emptyView';
import { FilterBar } from './filterBar';
import { EventList } from './list';
import { RateView, type Between } from './rateView';
import './styles.css';
import { Toolbar } from './toolbar';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();

function post<N extends MessageName<'toExtension'>>(name: N, body: MessageBody<'toExtension', N>): void {
  editor.postMessage({ name, body });
}

/** The page, once it knows its words. What outlives it the extension remembers. */
class Page {
  readonly #words: PanelWords;
  readonly #list: EventList;
  readonly #filter: FilterBar;
  readonly #rate: RateView;
  readonly #toolbar: Toolbar;
  readonly #zoomOut: HTMLButtonElement;
  readonly #empty: EmptyView;
  readonly #status = element('div', { class: 'status', role: 'status' });
  #last: PanelStatus | undefined;
  #memory: PanelRemembers | undefined;

  constructor(words: PanelWords) {
    this.#words = words;
    this.#list = this.#makeList();
    this.#filter = new FilterBar(words, {
      apply: (filter) => post('setFilter', { filter }),
      remember: (filter) => post('rememberFilter', { filter }),
      proposals: (request) => post('wantProposals', request),
      leave: () => this.#list.focus(),
    });
    this.#rate = new RateView(words, (between) => this.#chooseTime(between));
    this.#zoomOut = button(words.zoomOut, () => this.#chooseTime(undefined), { class: 'zoom-out', hidden: '' });
    this.#rate.view.append(this.#zoomOut);
    this.#empty = new EmptyView(words, (how) => post('begin', { how }));
    this.#toolbar = new Toolbar(words, this.#filter.view, {
      follow: () => this.#list.follow(),
      setPaused: (on) => post('setPaused', { on }),
      clear: () => post('clear', {}),
      stop: () => post('stop', {}),
      fromNow: (on) => this.#filter.write(withTerm(this.#filter.value, 'since', on ? 'now' : undefined)),
      menu: (what) => post('menu', { what }),
    });
    document.body.replaceChildren(
      this.#toolbar.view,
      this.#rate.view,
      this.#list.view,
      this.#empty.view,
      this.#status,
      announcer,
    );
    this.#list.mount();
    this.#show();
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
      this.#list.setOlder(status.older);
      this.#show();
    },
    rows: (batch) => {
      this.#list.take(batch);
      this.#show();
      if (batch.batch > 0) post('acknowledge', { batch: batch.batch });
    },
    details: (details) => this.#list.takeDetails(details),
    rate: (rate) => this.#rate.take(rate),
    memory: (memory) => {
      this.#memory = memory;
      this.#filter.set(memory.filter, memory.history);
      this.#list.setColumns(memory.columns);
      this.#show();
    },
    proposals: (proposals) => this.#filter.take(proposals),
    goTo: (place) => this.#list.goTo(place),
  };

  #makeList(): EventList {
    const words = this.#words;
    return new EventList(words, {
      rows: (range) => post('wantRows', range),
      details: (id) => post('wantDetails', { id }),
      follow: (on) => {
        post('follow', { on });
        this.#show();
      },
      copy: (id, what) => {
        post('copy', { id, what });
        announcer.textContent = words.copied;
      },
      bookmark: (id) => post('toggleBookmark', { id }),
      openRule: (id, rule) => post('openRule', { id, rule }),
      eventsOfRule: (id, rule) => post('eventsOfRule', { id, rule }),
      diagnose: () => post('menu', { what: 'diagnose' }),
      nextBookmark: (from, by) => post('wantBookmark', { from, by }),
      older: () => post('wantOlder', {}),
      columns: (columns) => post('setColumns', { columns }),
      chooseColumns: () => post('menu', { what: 'columns' }),
    });
  }

  /** The filter says which time is shown, so that it can be seen, changed and saved. */
  #chooseTime(between: Between | undefined): void {
    const since = withTerm(this.#filter.value, 'since', between?.since);
    this.#filter.write(withTerm(since, 'until', between?.until));
  }

  #lookedThrough(done: number): string {
    return filled(this.#words.filterRunning, `${Math.round(done * 100)} %`);
  }

  #show(): void {
    const { isEmpty, following } = this.#list;
    const filter = this.#last?.filter.text ?? '';
    const times = decisiveTerms(filter).filter(({ name, kind }) => kind === 'field' && name !== undefined);
    const isFromNow = times.some(({ span }) => filter.slice(span.start, span.end) === 'since:now');
    this.#toolbar.show(this.#last, following, isFromNow);
    this.#zoomOut.hidden = !times.some(({ name }) => name === 'until');
    this.#empty.show(isEmpty, this.#last, this.#memory?.resume ?? '');
    this.#list.view.classList.toggle('nothing', isEmpty);
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
    memory: (memory) => page?.handlers.memory(memory),
    proposals: (proposals) => page?.handlers.proposals(proposals),
    goTo: (place) => page?.handlers.goTo(place),
  };
  receive('toPage', handlers, data);
});

// The words come in answer to this.
post('ready', {});
