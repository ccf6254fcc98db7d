import type {
  CopyRequest,
  EventDetails,
  PanelHandlers,
  PanelRow,
  PanelStatus,
  PanelWords,
  Post,
  RowRange,
} from '../../../core/src/protocol/panel';
import type { Logs } from '../tail/logs';
import type { Entry } from '../tail/store';
import { rateOf } from './rate';
import { ArrivalView } from './arrivalView';
import type { RowsView } from './rowsView';
import { TimeView } from './timeView';

/** What the model needs of the world: all of it can be had without an editor. */
export interface PanelWorld {
  readonly words: PanelWords;
  /** What a filter lets through; terms that cannot be read let everything. */
  readonly filter: (text: string) => (entry: Entry) => boolean;
  readonly row: (entry: Entry, id: number, logs: Logs) => PanelRow;
  readonly details: (entry: Entry, id: number, logs: Logs) => EventDetails | undefined;
  readonly copy: (entry: Entry, what: CopyRequest['what']) => void;
  readonly sources: (logs: Logs) => PanelStatus['sources'];
  readonly figures: (logs: Logs | undefined, shown: number) => PanelStatus['figures'];
  readonly begin: (how: 'tail' | 'file') => void;
  /** Milliseconds, never going back. */
  readonly now: () => number;
}

/** Newest rows that a batch brings to a page that follows. */
const tailRows = 120;
/** Rows that a page may ask for at once. */
const mostRows = 600;
/** Milliseconds between two batches, two statuses, two rates at least. */
const pace = { rows: 40, status: 200, rate: 1000 };
/** Milliseconds that looking through what is kept may take before others get their turn. */
const slice = 12;

/**
 * The extension's half of the panel: which logs are shown, through which filter, and what the page has been told. The page
 * may come and go; a batch goes out only when the last one was acknowledged, so a slow page slows nothing but itself.
 */
export class PanelModel implements PanelHandlers<'toExtension'> {
  readonly #world: PanelWorld;
  #post: Post<'toPage'> | undefined;
  #logs: Logs | undefined;
  #view: RowsView | undefined;
  #filterText = '';
  #matches: (entry: Entry) => boolean;
  #generation = 0;
  #batch = 0;
  #unacknowledged: number | undefined;
  #sentGeneration = -1;
  #sentFirst = 0;
  #sentEnd = 0;
  #following = true;
  #lookingBack = false;
  #storeFirst = 0;
  #lastStatus = '';
  #lastRate = '';
  readonly #nextAt = { rows: 0, status: 0, rate: 0 };
  #timer: { readonly handle: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  constructor(world: PanelWorld) {
    this.#world = world;
    this.#matches = world.filter('');
  }

  /** A page has come up (or another one in its place); it will say `ready`. */
  attach(post: Post<'toPage'>): void {
    this.#post = post;
  }

  /** The page is gone. What it was told is forgotten; the logs go on. */
  detach(): void {
    this.#post = undefined;
    this.#unacknowledged = undefined;
  }

  get logs(): Logs | undefined {
    return this.#logs;
  }

  /** Shows other logs; those before are stopped. */
  show(logs: Logs): void {
    this.#logs?.stop();
    this.#logs = logs;
    logs.onChange(() => {
      if (this.#logs === logs) this.#soon(pace.rows);
    });
    this.#renew();
  }

  /** A log was put beside the others. */
  sourcesChanged(): void {
    this.#renew();
  }

  dispose(): void {
    this.#logs?.stop();
    clearTimeout(this.#timer?.handle);
    this.#post = undefined;
  }

  // ---- what the page says

  ready({ filter }: { readonly filter: string }): void {
    this.#unacknowledged = undefined;
    this.#sentGeneration = -1;
    this.#lastStatus = '';
    this.#lastRate = '';
    this.#following = true;
    this.#post?.('words', this.#world.words);
    if (filter !== this.#filterText) this.setFilter({ filter });
    else this.#work(true);
  }

  acknowledge({ batch }: { readonly batch: number }): void {
    if (batch !== this.#unacknowledged) return;
    this.#unacknowledged = undefined;
    this.#soon(pace.rows);
  }

  wantRows({ generation, from, to }: RowRange): void {
    const view = this.#view;
    if (view === undefined || generation !== this.#generation || generation !== this.#sentGeneration) return;
    this.#absorb();
    const low = Math.max(from, view.first);
    const high = Math.min(to, view.end, low + mostRows);
    const known = Math.min(high, this.#sentEnd);
    this.#post?.('rows', {
      batch: 0,
      generation,
      first: view.first,
      end: this.#sentEnd,
      changedFrom: null,
      from: low,
      rows: this.#rows(low, known),
    });
  }

  follow({ on }: { readonly on: boolean }): void {
    this.#following = on;
    if (on) this.#soon(0);
  }

  wantDetails({ id }: { readonly id: number }): void {
    const entry = this.#logs?.store.get(id);
    if (this.#logs === undefined || entry === undefined) return;
    const details = this.#world.details(entry, id, this.#logs);
    if (details !== undefined) this.#post?.('details', details);
  }

  setFilter({ filter }: { readonly filter: string }): void {
    this.#filterText = filter;
    this.#matches = this.#world.filter(filter);
    this.#renew();
  }

  setPaused({ on }: { readonly on: boolean }): void {
    if (on) this.#logs?.pause();
    else this.#logs?.resume();
    this.#work(true);
  }

  clear(): void {
    this.#logs?.clear();
    this.#renew();
  }

  stop(): void {
    this.#logs?.stop();
  }

  copy({ id, what }: CopyRequest): void {
    const entry = this.#logs?.store.get(id);
    if (entry !== undefined) this.#world.copy(entry, what);
  }

  begin({ how }: { readonly how: 'tail' | 'file' }): void {
    this.#world.begin(how);
  }

  // ---- what the page is told

  /** Everything anew: other logs, another filter, nothing kept. */
  #renew(): void {
    this.#logs?.store.takeChange();
    this.#generation++;
    this.#view = this.#newView();
    this.#lookingBack = this.#view !== undefined;
    // A page that still works on the last one need not be waited for: it throws that away.
    this.#unacknowledged = undefined;
    this.#nextAt.rows = 0;
    this.#work(true);
  }

  /** One log is shown as it stands; several are merged by time. */
  #newView(): RowsView | undefined {
    if (this.#logs === undefined) return undefined;
    const View = this.#logs.all.length > 1 ? TimeView : ArrivalView;
    return new View(this.#logs.store, this.#matches);
  }

  #soon(milliseconds: number): void {
    const at = this.#world.now() + milliseconds;
    if (this.#timer !== undefined) {
      if (this.#timer.at <= at) return;
      clearTimeout(this.#timer.handle);
    }
    const handle = setTimeout(() => {
      this.#timer = undefined;
      this.#work(false);
    }, milliseconds);
    this.#timer = { handle, at };
  }

  #absorb(): void {
    const change = this.#logs?.store.takeChange();
    if (change === undefined || this.#view === undefined) return;
    // Older entries were put in front.
    if (change.first < this.#storeFirst) this.#lookingBack = true;
    this.#storeFirst = change.first;
    this.#view.absorb(change);
  }

  #work(now: boolean): void {
    this.#absorb();
    const time = this.#world.now();
    if (this.#lookingBack && this.#view !== undefined) {
      this.#lookingBack = !this.#view.lookBack(() => this.#world.now() - time > slice);
      this.#soon(1);
    }
    if (this.#post === undefined) return;
    if (time >= this.#nextAt.rows) this.#sendRows(time);
    else this.#soon(this.#nextAt.rows - time);
    if (now || time >= this.#nextAt.status) this.#sendStatus(time);
    else this.#soon(this.#nextAt.status - time);
    if (time >= this.#nextAt.rate) this.#sendRate(time);
    else this.#soon(this.#nextAt.rate - time);
  }

  #sendRows(time: number): void {
    const view = this.#view;
    if (view === undefined || this.#unacknowledged !== undefined) return;
    const anew = this.#sentGeneration !== this.#generation;
    const { first, end } = view;
    const changed = view.takeChangedFrom();
    if (!anew && changed === Infinity && first === this.#sentFirst && end === this.#sentEnd) return;
    const changedFrom = anew ? first : Math.min(changed, this.#sentEnd);
    const from = this.#following ? Math.max(first, Math.min(Math.max(changedFrom, end - tailRows), end)) : end;
    this.#unacknowledged = ++this.#batch;
    this.#sentGeneration = this.#generation;
    this.#sentFirst = first;
    this.#sentEnd = end;
    this.#nextAt.rows = time + pace.rows;
    this.#post?.('rows', {
      batch: this.#batch,
      generation: this.#generation,
      first,
      end,
      changedFrom,
      from,
      rows: this.#rows(from, end),
    });
  }

  #rows(from: number, to: number): PanelRow[] {
    const rows: PanelRow[] = [];
    for (let position = from; position < to; position++) {
      const id = this.#view?.idAt(position);
      const entry = id === undefined ? undefined : this.#logs?.store.get(id);
      // Fallen out since: the next batch says so.
      if (id === undefined || entry === undefined || this.#logs === undefined) break;
      rows.push(this.#world.row(entry, id, this.#logs));
    }
    return rows;
  }

  #sendStatus(time: number): void {
    const view = this.#view;
    const status: PanelStatus = {
      sources: this.#logs === undefined ? [] : this.#world.sources(this.#logs),
      figures: this.#world.figures(this.#logs, view === undefined ? 0 : view.end - view.first),
      filter: { text: this.#filterText, done: this.#lookingBack ? (view?.done ?? 1) : 1 },
    };
    this.#nextAt.status = time + pace.status;
    const text = JSON.stringify(status);
    if (text === this.#lastStatus) return;
    this.#lastStatus = text;
    this.#post?.('status', status);
  }

  #sendRate(time: number): void {
    if (this.#view === undefined || this.#logs === undefined) return;
    const rate = rateOf(this.#view, this.#logs.store);
    const took = this.#world.now() - time;
    this.#nextAt.rate = time + Math.max(pace.rate, 20 * took);
    const text = JSON.stringify(rate);
    if (text === this.#lastRate) return;
    this.#lastRate = text;
    this.#post?.('rate', rate);
  }
}
